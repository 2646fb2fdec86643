// What every command prints with: colours and progress on a terminal, plain lines in a pipe.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace trapspec::cli {

/// 1234567 -> "1,234,567"
[[nodiscard]] std::string grouped(std::uint64_t number);

/// Whether a person reads standard output.
[[nodiscard]] bool is_terminal();

[[nodiscard]] std::string good(std::string_view text);  ///< green on a terminal
[[nodiscard]] std::string bad(std::string_view text);   ///< red on a terminal
[[nodiscard]] std::string faint(std::string_view text); ///< dim on a terminal

/// One document on standard output. Bytes that are not UTF-8 (a file's name may hold any) are replaced, not refused.
void print_json(const nlohmann::ordered_json& document);

/// Throws traces::Output_error when not all of standard output could be written.
void finish_output();

/// A line on standard error that the next one replaces; nothing when that is not a terminal.
class Progress_line {
public:
    explicit Progress_line(bool wanted);
    ~Progress_line();
    Progress_line(const Progress_line&) = delete;
    Progress_line& operator=(const Progress_line&) = delete;

    void show(std::string_view text);

private:
    bool wanted_;
    bool shown_ = false;
};

} // namespace trapspec::cli
