// What can go wrong with a trace file, as exceptions that a person can act on.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace trapspec::traces {

/// Bad input: where it is, what was wrong, what was expected. Lines and columns count from 1, columns in bytes.
class Input_error : public std::runtime_error {
public:
    Input_error(std::string file, std::size_t line, std::size_t column, std::string message)
        : std::runtime_error(fmt::format("{}:{}:{}: {}", file, line, column, message)), file_(std::move(file)),
          line_(line), column_(column), message_(std::move(message)) {}

    [[nodiscard]] const std::string& file() const { return file_; }
    [[nodiscard]] std::size_t line() const { return line_; }
    [[nodiscard]] std::size_t column() const { return column_; }
    [[nodiscard]] const std::string& message() const { return message_; }

private:
    std::string file_;
    std::size_t line_;
    std::size_t column_;
    std::string message_;
};

/// A file that cannot be written.
class Output_error : public std::runtime_error {
public:
    Output_error(std::string file, const std::string& message)
        : std::runtime_error(fmt::format("{}: {}", file, message)), file_(std::move(file)) {}

    [[nodiscard]] const std::string& file() const { return file_; }

private:
    std::string file_;
};

} // namespace trapspec::traces
