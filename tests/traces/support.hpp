// What the tests of this folder share: a folder of their own on disk, and complaints to compare.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "traces/errors.hpp"
#include "traces/reader.hpp"
#include "traces/trace.hpp"

namespace trapspec::traces {

/// A folder that is gone at the end of a test.
class Temporary_folder {
public:
    Temporary_folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "trapspec-traces-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~Temporary_folder() { std::filesystem::remove_all(path_); }
    Temporary_folder(const Temporary_folder&) = delete;
    Temporary_folder& operator=(const Temporary_folder&) = delete;

    [[nodiscard]] std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    std::filesystem::path write(std::string_view name, std::string_view text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return path_ / name;
    }

private:
    std::filesystem::path path_;
};

inline std::string slurp(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

/// A header line that any reader takes.
inline constexpr std::string_view good_header =
    R"({"trapspec":1,"source":"test","rules":"linux-3.11","constants":{"syscall_vector":"0x00000080",)"
    R"("handlers":{"base":"0xfff9e000","stride":"0x0000000c"}},)"
    R"("initial":{"pfn_limit":"0x00001000","mapped_pages":"0x00001000"}})";

struct Complaint {
    std::size_t line = 0; ///< 0: there was none
    std::size_t column = 0;
    std::string message;
};

/// What a piece of work complains about.
inline Complaint complaint_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Input_error& error) {
        return {error.line(), error.column(), error.message()};
    }
    return {};
}

/// What reading this text as a trace complains about.
inline Complaint complaint_about(std::string_view text, std::string_view name = "trace.jsonl") {
    const Temporary_folder folder;
    const std::filesystem::path file = folder.write(name, text);
    return complaint_of([&] {
        Reader reader(file);
        while (reader.next()) {
        }
    });
}

/// The same for one event line after a good header; `at` is what the column must point at.
inline void expect_complaint(std::string_view line, std::string_view at, std::string_view part_of_message) {
    const Complaint complaint = complaint_about(std::string{good_header} + "\n" + std::string{line} + "\n");
    EXPECT_EQ(complaint.line, 2U) << line;
    EXPECT_EQ(complaint.column, line.find(at) + 1) << line << "\n" << complaint.message;
    EXPECT_THAT(complaint.message, testing::HasSubstr(std::string{part_of_message})) << line;
}

inline std::vector<Record> read_all(const std::filesystem::path& file) {
    Reader reader(file);
    std::vector<Record> records;
    while (auto record = reader.next()) {
        records.push_back(std::move(*record));
    }
    return records;
}

} // namespace trapspec::traces
