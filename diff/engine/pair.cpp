#include "diff/engine/pair.hpp"

#include <algorithm>

#include "diff/compare.hpp"
#include "diff/decode.hpp"
#include "diff/generate/events.hpp"
#include "diff/systems/implementation.hpp"
#include "model/lguest/rule_set.hpp"
#include "model/rules.hpp"

namespace trapspec::diff {

namespace {

constexpr std::uint32_t syscall_vectors[] = {0x80, 0x40, 0x12};
constexpr std::uint32_t first_stub = 0xFFF9E10D;
constexpr std::uint32_t stub_stride = 12;
constexpr auto patience = std::chrono::seconds(2);

Configuration make_configuration(std::string_view rules, std::uint32_t syscall_vector) {
    Configuration configuration;
    configuration.rules = rules;
    configuration.syscall_vector = syscall_vector;
    configuration.memory_pages = layout::memory_pages;
    for (std::uint32_t vector = 0; vector < configuration.handlers.size(); ++vector) {
        configuration.handlers[vector] = first_stub + vector * stub_stride;
    }
    return configuration;
}

std::string first_field_that_differs(const Snapshot& ours, const Snapshot& theirs) {
    if (ours.status != theirs.status) {
        return "status";
    }
    for (std::size_t i = 0; i < model::state_word_count; ++i) {
        if (word_of(ours, i) != word_of(theirs, i)) {
            return std::string(model::state_words[i].name);
        }
    }
    if (digest(ours.gates_digest) != digest(theirs.gates_digest)) {
        return "gates";
    }
    return digest(ours.idt_digest) != digest(theirs.idt_digest) ? "idt" : "memory";
}

} // namespace

std::vector<Configuration> campaign_configurations(const std::string& rules) {
    std::vector<Configuration> all;
    for (const std::uint32_t vector : syscall_vectors) {
        for (const model::Rule_set& each : model::rule_sets) {
            if (rules.empty() || rules == each.name) {
                all.push_back(make_configuration(each.name, vector));
            }
        }
    }
    if (all.empty()) {
        throw System_error("no rule version \"" + rules + "\" that the implementation has");
    }
    return all;
}

Pair::Pair(Configuration configuration, std::string program)
    : configuration_(std::move(configuration)), program_(std::move(program)) {}

void Pair::start_systems() {
    if (!model_) {
        auto implementation = std::make_unique<Implementation_system>(program_, configuration_, patience);
        model_ = std::make_unique<Model_system>(configuration_);
        implementation_ = std::move(implementation);
    }
}

void Pair::stop_systems() {
    model_.reset();
    implementation_.reset();
}

bool Pair::run(const std::vector<Event>& events) {
    start_systems();
    ours_.resize(events.size());
    theirs_.resize(events.size());
    implementation_->start(events);
    model_->tell(nullptr);
    model_->run(events, ours_);
    fired_.assign(model_->fired().begin(), model_->fired().end());
    implementation_->finish(theirs_);
    key_ = {};
    for (place_ = 0; place_ < events.size(); ++place_) {
        if (!agree(ours_[place_], theirs_[place_])) {
            note_key();
            return true;
        }
    }
    const auto ours = model_->memory();
    const auto theirs = implementation_->memory();
    if (!std::equal(ours.begin(), ours.end(), theirs.begin(), theirs.end())) {
        place_ = events.size() - 1;
        key_.field = "memory outside the reported writes";
        return true;
    }
    return false;
}

/// One event at a time: the place of a failure is then known, and a difference before it is found first.
bool Pair::step(const std::vector<Event>& events) {
    start_systems();
    fired_.resize(events.size());
    model_->tell(nullptr);
    key_ = {};
    for (place_ = 0; place_ < events.size(); ++place_) {
        try {
            ours_[place_] = model_->step(events[place_]);
            fired_[place_] = model_->fired()[0];
            theirs_[place_] = implementation_->step(events[place_]);
        } catch (const System_error& error) {
            stop_systems();
            key_.trouble = error.what();
            return true;
        }
        if (!agree(ours_[place_], theirs_[place_])) {
            note_key();
            return true;
        }
    }
    return false;
}

void Pair::note_key() {
    const Model_system::Fired& fired = fired_[place_];
    const bool any = fired.words() != Model_system::Fired::Words{};
    const auto& arm = model::info(static_cast<model::Rule>(any ? fired.last() : 0));
    key_.rule = arm.rule;
    key_.arm = arm.name;
    key_.field = first_field_that_differs(ours_[place_], theirs_[place_]);
}

bool Pair::diverges(const std::vector<Event>& events) {
    try {
        return run(events);
    } catch (const System_error&) {
        stop_systems();
        return step(events);
    }
}

} // namespace trapspec::diff
