#include <cstdlib>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/traces/support.hpp"
#include "traces/json.hpp"

namespace trapspec::traces {
namespace {

using Json = nlohmann::ordered_json;

std::set<std::string> keys_of(const Json& object) {
    std::set<std::string> keys;
    for (const auto& [key, value] : object.items()) {
        keys.insert(key);
    }
    return keys;
}

/// TRAPSPEC_UPDATE=1 writes the file anew.
TEST(Schema, the_file_is_what_the_tables_say) {
    const std::string wanted = line_schema().dump(2) + "\n";
    if (std::getenv("TRAPSPEC_UPDATE") != nullptr) {
        std::ofstream(TRAPSPEC_SCHEMA) << wanted;
    }
    EXPECT_EQ(slurp(TRAPSPEC_SCHEMA), wanted) << "run test_traces with TRAPSPEC_UPDATE=1 and look at the difference";
}

TEST(Schema, every_event_has_the_members_that_a_line_has) {
    const Json schema = line_schema();
    for (const model::Event_info& info : model::event_table) {
        Record record;
        record.event.kind = info.kind;
        const std::set<std::string> smallest = keys_of(Json::parse(to_json(record).dump()));
        record.before.see(0, 0);
        record.after.see(0, 0);
        record.uncompared.push_back({"a", "b"});
        record.note = record.origin = std::string(1, 'x');
        const std::set<std::string> fullest = keys_of(Json::parse(to_json(record).dump()));
        const Json& definition = schema.at("$defs").at(std::string{info.name});
        EXPECT_EQ(keys_of(definition.at("properties")), fullest) << info.name;
        EXPECT_EQ(definition.at("required").get<std::set<std::string>>(), smallest) << info.name;
    }
}

TEST(Schema, an_observation_has_every_state_word) {
    const Json schema = line_schema();
    for (const char* const where : {"before", "after"}) {
        const std::set<std::string> keys = keys_of(schema.at("$defs").at(where).at("properties"));
        for (const model::Word_info& info : model::state_words) {
            EXPECT_TRUE(keys.contains(std::string{info.name})) << info.name;
        }
    }
}

} // namespace
} // namespace trapspec::traces
