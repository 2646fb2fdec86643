// System-call vectors.
#pragma once

#include "model/lguest/data_page.hpp"

namespace trapspec::model {

// R-SYS-1  Two vectors may be system calls
// Given    a number
// Then     whether it is 0x80 or the Host's syscall_vector
// Source   rules.md R-SYS-1
template <Domain D>
Bool<D> could_be_syscall(const Machine<D>& m, Bits<D, 32> n) {
    return (n == Bits<D, 32>(constant::linux_syscall_vector)) | (n == m.syscall_vector);
}

// R-SYS-2  The Guest must ask for one of the two
// Given    lguest_data.syscall_vec
// Then     whether R-SYS-1 allows it; false when it cannot be read
// Source   rules.md R-SYS-2
template <Domain D>
Bool<D> check_syscall_vector(Machine<D>& m) {
    const Data_word<D> asked = read_data(m, data_field::syscall_vec);
    return decide(m,
        arm(Rule::sys_2_unreadable, !asked.readable, [](auto&) { return Bool<D>(false); }),
        otherwise(Rule::sys_2_read, [=](auto& m) { return could_be_syscall(m, asked.value); }));
}

// R-SYS-3  The second system-call vector is reserved host-wide
// Given    what the Host's vector map and its per-CPU IRQs hold for the vector
// Then     0x80: nothing; in use either way: a line in the log and -EBUSY; else it is marked used. 0 otherwise.
// Source   rules.md R-SYS-3; R-VER-3 syscall-vector-in-range
template <Domain D>
void init_interrupts(Machine<D>& m, Bool<D> vector_used, Bool<D> percpu_used) {
    using Word = Bits<D, 32>;
    const Bool<D> in_range =
        ule(Word(constant::after_irq_vectors), m.syscall_vector) & ult(m.syscall_vector, Word(constant::idt_entries));
    decide(m,
        arm(Rule::sys_3_default, m.syscall_vector == Word(constant::linux_syscall_vector), [](auto&) {}),
        arm(Rule::sys_3_out_of_range,
            Bool<D>(m.rules.syscall_vector_in_range) & !in_range,
            [](auto& m) {
                m.outcome.logged = true;
                m.outcome.result = Word(constant::invalid);
            }),
        arm(Rule::sys_3_busy,
            vector_used | m.host.syscall_vector_reserved | percpu_used,
            [](auto& m) {
                m.outcome.logged = true;
                m.outcome.result = Word(constant::busy);
            }),
        otherwise(Rule::sys_3_reserved, [](auto& m) { m.host.syscall_vector_reserved = true; }));
}

// R-SYS-4  and given back
// Given    the Host's syscall_vector
// Then     other than 0x80: it is no longer marked used
// Source   rules.md R-SYS-4
template <Domain D>
void free_interrupts(Machine<D>& m) {
    when(m, Rule::sys_4_freed, m.syscall_vector != Bits<D, 32>(constant::linux_syscall_vector), [](auto& m) {
        m.host.syscall_vector_reserved = false;
    });
}

} // namespace trapspec::model
