// A domain is what the rules compute with. A rule is written once over `D::Bool` and `D::Bits<N>`; Concrete runs it on
// integers, Symbolic builds Z3 terms from it.
//
// What every domain promises, and the concept below checks:
// - a domain value never becomes a C++ bool, so a rule cannot branch on one by accident (`if`, `?:`, `&&`, `||`, `!=`
//   that negates a bool): the only branches are `when` and `decide` (branch.hpp);
// - widths are types: mixed widths do not compile, and change only by zext, sext, trunc, extract and concat;
// - a literal too wide for its type does not compile; there is no implicit sign: `ult`, `slt`, never `<`;
// - shifts by the width or more give 0.
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

namespace trapspec::model {

template <class D>
using Bool = typename D::Bool;

template <class D, unsigned Width>
using Bits = typename D::template Bits<Width>;

namespace detail {
template <class Value>
concept Usable_as_condition = std::is_constructible_v<bool, Value>;

template <class Value>
concept Has_short_circuit = requires(Value v) {
    v&& v;
}
|| requires(Value v) {
    v || v;
};

template <class Value>
concept Has_order = requires(Value v) {
    v < v;
};

template <class B, class Condition>
concept Bit_vector = requires(B x, Condition c) {
    requires !Usable_as_condition<B> && !Has_short_circuit<B> && !Has_order<B>;
    { x == x } -> std::same_as<Condition>;
    { x != x } -> std::same_as<Condition>;
    { x& x } -> std::same_as<B>;
    { x | x } -> std::same_as<B>;
    { x ^ x } -> std::same_as<B>;
    { ~x } -> std::same_as<B>;
    { x + x } -> std::same_as<B>;
    { x - x } -> std::same_as<B>;
    { shl(x, x) } -> std::same_as<B>;
    { lshr(x, x) } -> std::same_as<B>;
    { ult(x, x) } -> std::same_as<Condition>;
    { ule(x, x) } -> std::same_as<Condition>;
    { slt(x, x) } -> std::same_as<Condition>;
    { ite(c, x, x) } -> std::same_as<B>;
};
} // namespace detail

template <class D>
concept Domain = requires(typename D::Bool c,
    typename D::template Bits<8> x8,
    typename D::template Bits<32> x32,
    typename D::template Bits<64> x64,
    typename D::Memory memory,
    typename D::Table table) {
    requires !detail::Usable_as_condition<typename D::Bool>;
    requires !detail::Has_short_circuit<typename D::Bool>;
    requires detail::Bit_vector < typename D::template Bits<8>,
    typename D::Bool > ;
    requires detail::Bit_vector < typename D::template Bits<32>,
    typename D::Bool > ;
    requires detail::Bit_vector < typename D::template Bits<64>,
    typename D::Bool > ;
    { c& c } -> std::same_as<typename D::Bool>;
    { c | c } -> std::same_as<typename D::Bool>;
    { !c } -> std::same_as<typename D::Bool>;
    { ite(c, c, c) } -> std::same_as<typename D::Bool>;
    { implies(c, c) } -> std::same_as<typename D::Bool>;
    { concat(x32, x32) } -> std::same_as<typename D::template Bits<64>>;
    { zext<32>(x8) } -> std::same_as<typename D::template Bits<32>>;
    { sext<32>(x8) } -> std::same_as<typename D::template Bits<32>>;
    { trunc<8>(x32) } -> std::same_as<typename D::template Bits<8>>;
    { extract<15, 8>(x32) } -> std::same_as<typename D::template Bits<8>>;
    { memory.template load<4>(x32) } -> std::same_as<typename D::template Bits<32>>;
    {memory.template store<4>(x32, x32)};
    { table.get(x8) } -> std::same_as<typename D::template Bits<64>>;
    {table.set(x8, x64)};
};

} // namespace trapspec::model
