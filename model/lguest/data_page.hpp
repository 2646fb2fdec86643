// lguest_data, the words that Host and Guest share in Guest memory, through the Host's fallible user accesses.
#pragma once

#include "model/lguest/memory.hpp"

namespace trapspec::model {

/// A member of lguest_data and its byte offset (rules.md, "Vocabulary and constants"). `fault` is its bit in
/// Faults::read_faults and write_faults.
struct Data_field {
    std::uint32_t offset;
    std::uint32_t fault;
};

namespace data_field {
inline constexpr Data_field irq_enabled{0, 1U << 0};
inline constexpr Data_field blocked_interrupts{4, 1U << 1};
inline constexpr Data_field cr2{8, 1U << 2};
inline constexpr Data_field time{12, 1U << 3}; ///< sec, then nsec
inline constexpr Data_field irq_pending{20, 1U << 4};
inline constexpr Data_field noirq_start{1380, 1U << 5};
inline constexpr Data_field noirq_end{1384, 1U << 6};
inline constexpr Data_field syscall_vec{1392, 1U << 7};
} // namespace data_field

template <Domain D>
struct Data_word {
    Bool<D> readable{};
    Bits<D, 32> value{}; ///< meaningless when not readable
};

template <Domain D>
Bits<D, 32> data_field_address(const Machine<D>& m, Data_field field) {
    return m.guest.data_address + Bits<D, 32>::of(field.offset);
}

/// Without lguest_data every access fails: the address that the Host would use is not the Guest's.
template <Domain D>
Bool<D> data_access_succeeds(const Machine<D>& m, Data_field field, Bits<D, 32> length, Bits<D, 32> faults) {
    return m.guest.initialised & is_backed(m, data_field_address(m, field), length) &
           ((faults & Bits<D, 32>::of(field.fault)) == Bits<D, 32>(0));
}

template <Domain D>
Data_word<D> read_data(const Machine<D>& m, Data_field field) {
    return {data_access_succeeds(m, field, Bits<D, 32>(4), m.faults.read_faults),
        m.memory.template load<4>(data_field_address(m, field))};
}

/// Writes and tells whether that worked; a failed write changes nothing.
template <Domain D>
Bool<D> write_data(Machine<D>& m, Data_field field, Bits<D, 32> value) {
    const Bool<D> succeeds = data_access_succeeds(m, field, Bits<D, 32>(4), m.faults.write_faults);
    const Bits<D, 32> address = data_field_address(m, field);
    when(m, Rule::none, succeeds, [=](auto& m) { m.memory.template store<4>(address, value); });
    return succeeds;
}

/// The same for the two words of the time, one access of 8 bytes.
template <Domain D>
Bool<D> write_time(Machine<D>& m, Bits<D, 32> sec, Bits<D, 32> nsec) {
    const Bool<D> succeeds = data_access_succeeds(m, data_field::time, Bits<D, 32>(8), m.faults.write_faults);
    const Bits<D, 32> address = data_field_address(m, data_field::time);
    when(m, Rule::none, succeeds, [=](auto& m) {
        m.memory.template store<4>(address, sec);
        m.memory.template store<4>(address + Bits<D, 32>(4), nsec);
    });
    return succeeds;
}

} // namespace trapspec::model
