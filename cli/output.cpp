#include "cli/output.hpp"

#include "cli/commands.hpp"
#include "model/lguest/rule_set.hpp"
#include "traces/errors.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>

namespace trapspec::cli {

namespace {

std::string coloured(std::string_view code, std::string_view text) {
    static const bool wanted = is_terminal() && std::getenv("NO_COLOR") == nullptr;
    return wanted ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
}

} // namespace

bool is_terminal() {
    return isatty(STDOUT_FILENO) != 0;
}

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t i = text.size(); i > 3;) {
        i -= 3;
        text.insert(i, ",");
    }
    return text;
}

std::string good(std::string_view text) {
    return coloured("32", text);
}
std::string bad(std::string_view text) {
    return coloured("1;31", text);
}
std::string faint(std::string_view text) {
    return coloured("2", text);
}

void print_json(const nlohmann::ordered_json& document) {
    fmt::print("{}\n", document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

void finish_output() {
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
        throw traces::Output_error("standard output", fmt::format("cannot be written: {}", std::strerror(errno)));
    }
}

std::vector<std::string> rule_set_names() {
    std::vector<std::string> names;
    names.reserve(model::rule_sets.size());
    for (const model::Rule_set& rules : model::rule_sets) {
        names.emplace_back(rules.name);
    }
    return names;
}

int worse(int a, int b) {
    const auto weight = [](int status) { return status == diverged ? 10 : status; };
    return weight(a) >= weight(b) ? a : b;
}

Progress_line::Progress_line(bool wanted) : wanted_(wanted && isatty(STDERR_FILENO) != 0) {}

Progress_line::~Progress_line() {
    if (shown_) {
        fmt::print(stderr, "\r\033[K");
    }
}

void Progress_line::show(std::string_view text) {
    if (wanted_) {
        fmt::print(stderr, "\r\033[K{}", text);
        std::fflush(stderr);
        shown_ = true;
    }
}

} // namespace trapspec::cli
