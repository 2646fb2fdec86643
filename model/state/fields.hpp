// Field lists: a state struct names its fields once, and everything that walks a state uses that list.
//
//   struct Point {
//       Bits<D, 32> x{}, y{};
//       static constexpr auto fields() { return std::tuple{field("x", &Point::x), field("y", &Point::y)}; }
//   };
//
// Merging, comparison, JSON, printing, the wire order and generators are all `for_each_field`.
#pragma once

#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace trapspec::model {

template <class Struct, class Member>
struct Field {
    std::string_view name;
    Member Struct::*member;
};

template <class Struct, class Member>
constexpr Field<Struct, Member> field(std::string_view name, Member Struct::*member) {
    return {name, member};
}

template <class Struct>
concept Has_fields = requires {
    Struct::fields();
};

namespace detail {
template <class Visitor, class One_field, class... Structs>
constexpr void visit_field(Visitor& visit, const One_field& one, Structs&... structs) {
    visit(one.name, structs.*(one.member)...);
}

template <std::size_t... Index, class Visitor, class First, class... Rest>
constexpr void visit_fields(std::index_sequence<Index...>, Visitor& visit, First& first, Rest&... rest) {
    constexpr auto fields = std::remove_const_t<First>::fields();
    (visit_field(visit, std::get<Index>(fields), first, rest...), ...);
}
} // namespace detail

/// Calls `visit(name, member...)` for each field, in declaration order, with the same member of every struct given.
template <class Visitor, class First, class... Rest>
constexpr void for_each_field(Visitor&& visit, First& first, Rest&... rest) {
    constexpr std::size_t count = std::tuple_size_v<decltype(std::remove_const_t<First>::fields())>;
    detail::visit_fields(std::make_index_sequence<count>{}, visit, first, rest...);
}

namespace detail {
struct Any_value {
    template <class Value>
    constexpr operator Value() const; // NOLINT(google-explicit-constructor): it stands for any member
};

template <class Struct, std::size_t... Index>
constexpr bool brace_constructible(std::index_sequence<Index...>) {
    return requires {
        Struct{((void)Index, Any_value{})...};
    };
}

template <class Struct, std::size_t Count = 0>
constexpr std::size_t member_count() {
    if constexpr (brace_constructible<Struct>(std::make_index_sequence<Count + 1>{})) {
        return member_count<Struct, Count + 1>();
    } else {
        return Count;
    }
}
} // namespace detail

/// True when the field list of an aggregate names every member: a forgotten one is a compile-time error.
template <Has_fields Struct>
inline constexpr bool lists_every_member = std::tuple_size_v<decltype(Struct::fields())> ==
                                           detail::member_count<Struct>();

} // namespace trapspec::model
