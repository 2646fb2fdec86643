#include "impl/metal/guest/kernel.hpp"

#include "impl/core/abi.hpp"
#include "impl/metal/guest/hypercalls.hpp"
#include "impl/metal/guest/traps.hpp"
#include "impl/metal/page_entry.hpp"

extern "C" {
extern const lguest::u8 user_begin[];
extern const lguest::u8 user_end[];
extern const lguest::u8 noirq_begin[];
extern const lguest::u8 noirq_finish[];
extern const lguest::u8 trap_stack_guard[];
extern const lguest::u8 trap_stack_top[];
void enter_user(lguest::u32 eip, lguest::u32 esp, lguest::u32 eflags, const lguest::metal::User_registers* registers);
}

namespace lguest::metal {

// A page of its own, so that the recorder does not take our variables for it.
alignas(page_size) constinit volatile Lguest_data lguest_data = {};
volatile u32 interrupts_seen = 0;

namespace {

constexpr u32 kernel_ds = guest_kernel_cs + 8;
constexpr u32 mapped_pages = 256;
constexpr u32 user_stack_bytes = 4096;

constinit Page_table page_directory = {};
constinit Page_table page_table = {};
[[gnu::section(".user_data")]] alignas(16) constinit u8 user_stack[user_stack_bytes] = {};

constinit u32 failure_count = 0;

// Linear, without page 0 and the page below the trap stack; open to ring 3 only where its programs are.
void set_page_tables() {
    for (u32 page = 1; page < mapped_pages; ++page) {
        const u32 address = page << page_shift;
        const bool user = address >= word_of(user_begin) && address < word_of(user_end);
        page_table.entries[page] = address | page_present | page_writable | (user ? page_user : 0);
    }
    page_table.entries[word_of(trap_stack_guard) >> page_shift] = 0;
    page_directory.entries[0] = word_of(&page_table) | page_present | page_writable | page_user;
    hypercall(hypercall_new_page_table, word_of(&page_directory));
}

void count_interrupt(Frame&) {
    interrupts_seen = interrupts_seen + 1;
}

} // namespace

void start_kernel(u32 syscall_vector) {
    lguest_data.irq_enabled = eflags_if;
    lguest_data.noirq_start = word_of(noirq_begin);
    lguest_data.noirq_end = word_of(noirq_finish);
    lguest_data.syscall_vec = syscall_vector;
    hypercall(hypercall_lguest_init, word_of(const_cast<Lguest_data*>(&lguest_data)));
    set_page_tables();

    open_gate(vector_general_protection, interrupt_gate, kernel_only, Response::abandon);
    open_gate(vector_page_fault, interrupt_gate, kernel_only, Response::abandon);
    open_gate(first_external_vector, interrupt_gate, kernel_only);
    on_vector(first_external_vector, count_interrupt);
}

void set_kernel_stack() {
    hypercall(hypercall_set_stack, kernel_ds, word_of(trap_stack_top), 1);
}

void expect(bool holds, const char* claim) {
    if (holds)
        return;
    ++failure_count;
    say("not true:");
    say(claim);
}

void expect_equal(u32 value, u32 expected, const char* what) {
    if (value == expected)
        return;
    expect(false, what);
    hypercall(hypercall_print_number, value);
    hypercall(hypercall_print_number, expected);
}

u32 failures() {
    return failure_count;
}

void run_user(void (*program)(), u32 eflags, const User_registers& registers) {
    enter_user(
        static_cast<u32>(reinterpret_cast<uptr>(program)), word_of(user_stack + user_stack_bytes), eflags, &registers);
}

} // namespace lguest::metal
