#include "traces/json_line.hpp"

#include <iterator>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "traces/errors.hpp"

namespace trapspec::traces {

namespace {

constexpr std::size_t max_depth = 64;

/// Reads characters for the parser and tells others how far it has come.
class Counting_iterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    Counting_iterator(const char* at, const char** reached) : at_(at), reached_(reached) {}
    const char& operator*() const { return *at_; }
    Counting_iterator& operator++() {
        *reached_ = ++at_;
        return *this;
    }
    Counting_iterator operator++(int) {
        const Counting_iterator old = *this;
        ++*this;
        return old;
    }
    bool operator==(const Counting_iterator& other) const { return at_ == other.at_; }
    bool operator!=(const Counting_iterator& other) const { return at_ != other.at_; }

private:
    const char* at_;
    const char** reached_;
};

/// The parser's words without its own prefix and position.
std::string_view essence(std::string_view message) {
    const std::size_t column = message.find(", column ");
    const std::size_t colon = column == std::string_view::npos ? column : message.find(": ", column);
    return colon == std::string_view::npos ? message : message.substr(colon + 2);
}

} // namespace

/// Appends a node for each thing the parser meets.
class Json_line::Builder {
public:
    using Kind = Json_value::Kind;
    using number_integer_t = nlohmann::json::number_integer_t;
    using number_unsigned_t = nlohmann::json::number_unsigned_t;
    using number_float_t = nlohmann::json::number_float_t;
    using string_t = nlohmann::json::string_t;
    using binary_t = nlohmann::json::binary_t;

    Builder(Json_line& line, const char* const* reached) : line_(line), reached_(reached) {}

    bool null() { return scalar(Kind::null, 0); }
    bool boolean(bool value) { return scalar(Kind::boolean, value ? 1 : 0); }
    bool number_integer(number_integer_t) { return scalar(Kind::other_number, 0); }
    bool number_unsigned(number_unsigned_t value) { return scalar(Kind::integer, value); }
    bool number_float(number_float_t, const string_t&) { return scalar(Kind::other_number, 0); }
    bool binary(const binary_t&) { return false; }
    bool string(const string_t& value) { return scalar(Kind::string, keep(value)); }
    bool start_object(std::size_t) { return open(Kind::object); }
    bool start_array(std::size_t) { return open(Kind::array); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }

    bool key(const string_t& value) {
        add(Kind::string, keep(value));
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) {
        error_column = position == 0 ? 1 : position;
        error_message = fmt::format("not valid JSON: {}", essence(error.what()));
        return false;
    }

    std::size_t error_column = 0;
    std::string error_message;

private:
    std::uint64_t keep(const string_t& value) {
        const std::uint64_t start = line_.strings_.size();
        line_.strings_ += value;
        return (start << 32) | value.size();
    }

    [[nodiscard]] std::uint32_t here() const { return static_cast<std::uint32_t>(*reached_ - line_.text_.data()) + 1; }

    /// Where the token that was just read begins: after the one before it, past separators.
    [[nodiscard]] std::uint32_t token_column() const {
        const std::size_t start = line_.text_.find_first_not_of(" \t\r,:", last_end_ - 1);
        return static_cast<std::uint32_t>(start == std::string_view::npos ? last_end_ : start + 1);
    }

    void add(Kind kind, std::uint64_t payload) {
        const std::uint32_t column = token_column();
        std::uint32_t end = here();
        if (kind == Kind::integer || kind == Kind::other_number) { // the parser looked one character ahead
            const std::size_t past = line_.text_.find_first_not_of("+-.0123456789eE", column - 1);
            end = static_cast<std::uint32_t>(past == std::string_view::npos ? line_.text_.size() : past) + 1;
        }
        const auto past = static_cast<std::uint32_t>(line_.nodes_.size() + 1);
        line_.nodes_.push_back(
            {.kind = kind, .column = column, .end = end, .size = 0, .past = past, .payload = payload});
        last_end_ = end;
    }

    bool scalar(Kind kind, std::uint64_t payload) {
        count_in_parent();
        add(kind, payload);
        return true;
    }

    bool open(Kind kind) {
        count_in_parent();
        add(kind, 0);
        if (open_.size() == max_depth) {
            error_column = line_.nodes_.back().column;
            error_message = fmt::format("nested more than {} deep; expected a trace record", max_depth);
            return false;
        }
        open_.push_back(line_.nodes_.size() - 1);
        return true;
    }

    bool close() {
        Node& node = line_.nodes_[open_.back()];
        open_.pop_back();
        node.past = static_cast<std::uint32_t>(line_.nodes_.size());
        node.end = last_end_ = here();
        return true;
    }

    void count_in_parent() {
        if (!open_.empty()) {
            ++line_.nodes_[open_.back()].size;
        }
    }

    Json_line& line_;
    const char* const* reached_;
    std::vector<std::size_t> open_;
    std::uint32_t last_end_ = 1;
};

Json_value Json_line::parse(std::string_view text, std::string_view file, std::size_t line, bool cut_short) {
    if (file_ != file) {
        file_ = file;
    }
    line_ = line;
    text_ = text;
    nodes_.clear();
    strings_.clear();
    const std::size_t nul = text.find('\0');
    if (nul != std::string_view::npos) {
        fail(nul + 1, "a NUL byte; expected text in UTF-8");
    }
    const char* reached = text.data();
    Builder builder(*this, &reached);
    const Counting_iterator begin(text.data(), &reached);
    const Counting_iterator end(text.data() + text.size(), &reached);
    if (!nlohmann::json::sax_parse(begin, end, &builder)) {
        const std::string tail = cut_short ? " (the file ends in the middle of this line)" : "";
        fail(builder.error_column, builder.error_message + tail);
    }
    return {*this, 0};
}

void Json_line::fail(std::size_t column, const std::string& message) const {
    throw Input_error(file_, line_, column, message);
}

Json_value Json_value::past(std::size_t index) const {
    return {*line_, index};
}
Json_value::Kind Json_value::kind() const {
    return line_->nodes_[index_].kind;
}
std::size_t Json_value::column() const {
    return line_->nodes_[index_].column;
}
std::size_t Json_value::size() const {
    return line_->nodes_[index_].size;
}
bool Json_value::boolean() const {
    return line_->nodes_[index_].payload != 0;
}
std::uint64_t Json_value::integer() const {
    return line_->nodes_[index_].payload;
}

std::string_view Json_value::raw() const {
    const Json_line::Node& node = line_->nodes_[index_];
    return line_->text_.substr(node.column - 1, node.end - node.column);
}

std::string_view Json_value::string() const {
    const std::uint64_t payload = line_->nodes_[index_].payload;
    return std::string_view{line_->strings_}.substr(payload >> 32, payload & std::numeric_limits<std::uint32_t>::max());
}

void Json_value::fail(const std::string& message) const {
    line_->fail(column(), message);
}

const Json_value& Json_value::expect(Kind wanted, std::string_view what) const {
    if (kind() != wanted) {
        constexpr std::string_view names[] = {
            "null", "a boolean", "an integer", "a number", "a string", "an object", "an array"};
        fail(fmt::format("{}, found {}", what, names[static_cast<std::size_t>(kind())]));
    }
    return *this;
}

std::optional<Json_value> Json_value::find(std::string_view key) const {
    Json_value each = past(index_ + 1);
    for (std::size_t left = size(); left != 0; --left) {
        const Json_value member = past(each.index_ + 1);
        if (each.string() == key) {
            return member;
        }
        each = past(line_->nodes_[member.index_].past);
    }
    return std::nullopt;
}

} // namespace trapspec::traces
