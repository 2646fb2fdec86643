// One line of JSON as a flat list of nodes that keep their column: no allocation per value, storage reused from line
// to line, and every complaint can point at the place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trapspec::traces {

class Json_line;

/// A value of a Json_line; valid until its next parse().
class Json_value {
public:
    enum class Kind : std::uint8_t { null, boolean, integer, other_number, string, object, array };

    [[nodiscard]] Kind kind() const;
    [[nodiscard]] std::size_t column() const;
    [[nodiscard]] std::string_view raw() const; ///< its text in the line
    [[nodiscard]] std::size_t size() const;     ///< members or elements

    [[nodiscard]] std::string_view string() const; ///< of a string
    [[nodiscard]] bool boolean() const;            ///< of a boolean
    [[nodiscard]] std::uint64_t integer() const;   ///< of an integer, which is never negative

    /// Complains about this value.
    [[noreturn]] void fail(const std::string& message) const;

    /// Fails unless this is of that kind; `what` names the value and says what was expected.
    const Json_value& expect(Kind kind, std::string_view what) const;

    /// The member of an object with this key.
    [[nodiscard]] std::optional<Json_value> find(std::string_view key) const;

    /// Calls visit(Json_value key, Json_value member) for each member of an object.
    template <class Visitor>
    void for_each_member(Visitor&& visit) const;

    /// Calls visit(Json_value element) for each element of an array.
    template <class Visitor>
    void for_each_element(Visitor&& visit) const;

private:
    friend class Json_line;
    Json_value(const Json_line& line, std::size_t index) : line_(&line), index_(index) {}
    [[nodiscard]] Json_value past(std::size_t index) const;

    const Json_line* line_;
    std::size_t index_;
};

class Json_line {
public:
    /// The value that the whole line is. `cut_short` explains a syntax error at the end of a file.
    Json_value parse(std::string_view text, std::string_view file, std::size_t line, bool cut_short = false);

    /// Complains about the line as a whole.
    [[noreturn]] void fail(std::size_t column, const std::string& message) const;

private:
    friend class Json_value;
    class Builder;

    struct Node {
        Json_value::Kind kind = Json_value::Kind::null;
        std::uint32_t column = 1;
        std::uint32_t end = 1;     ///< column past its last byte
        std::uint32_t size = 0;    ///< members, elements
        std::uint32_t past = 0;    ///< index of the node after its subtree
        std::uint64_t payload = 0; ///< integer or boolean; a string's start (high half) and length in strings_
    };

    std::string file_;
    std::size_t line_ = 0;
    std::string_view text_;
    std::vector<Node> nodes_;
    std::string strings_;
};

template <class Visitor>
void Json_value::for_each_member(Visitor&& visit) const {
    Json_value key = past(index_ + 1);
    for (std::size_t left = size(); left != 0; --left) {
        const Json_value member = past(key.index_ + 1);
        visit(key, member);
        key = past(line_->nodes_[member.index_].past);
    }
}

template <class Visitor>
void Json_value::for_each_element(Visitor&& visit) const {
    Json_value element = past(index_ + 1);
    for (std::size_t left = size(); left != 0; --left) {
        visit(element);
        element = past(line_->nodes_[element.index_].past);
    }
}

} // namespace trapspec::traces
