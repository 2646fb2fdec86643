#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "traces/import/lguest.hpp"

namespace trapspec::cli {

namespace {

struct Arguments {
    std::string format;
    std::string file;
    std::string output;
    int level = 9;
};

/// capture.jsonl.zst -> capture.trace.jsonl.zst, in the current folder: never onto the input.
std::string default_output(const std::string& file) {
    std::string name = std::filesystem::path(file).filename().string();
    for (const char* end : {".zst", ".jsonl"}) {
        if (name.ends_with(end)) {
            name.resize(name.size() - std::string_view(end).size());
        }
    }
    return name + ".trace.jsonl.zst";
}

void run(const Arguments& arguments, Global& global) {
    const std::string output = arguments.output.empty() ? default_output(arguments.file) : arguments.output;
    traces::Lguest_importer importer(arguments.file);
    traces::Writer writer(output, importer.header(), {.compression_level = arguments.level});
    Progress_line progress(!global.json);
    while (const auto record = importer.next()) {
        writer.write(*record);
        if (writer.records() % 4096 == 0) {
            stop_if_interrupted();
            progress.show(fmt::format("import: {} events", grouped(writer.records())));
        }
    }
    writer.finish();
    progress.show("");
    if (global.json) {
        print_json(nlohmann::ordered_json{
            {"command", "import"}, {"capture", arguments.file}, {"trace", output}, {"events", writer.records()}});
    } else {
        fmt::print("{}  {} events  {}\n", output, grouped(writer.records()), importer.header().rules);
    }
}

} // namespace

void add_import(CLI::App& app, Global& global) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = app.add_subcommand("import", "Turn a recording of another kind into a trace");
    command->add_option("FORMAT", arguments->format, "lguest: a captured lguest run")
        ->required()
        ->check(CLI::IsMember({"lguest"}));
    command->add_option("FILE", arguments->file, "The recording")->required();
    command->add_option("-o,--output", arguments->output, "The trace; .zst compresses it");
    command->add_option("--level", arguments->level, "zstd level")->capture_default_str()->check(CLI::Range(1, 22));
    command->callback([arguments, &global] { run(*arguments, global); });
}

} // namespace trapspec::cli
