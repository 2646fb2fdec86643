#include "impl/metal/oracle/experiment.hpp"

#include "diff/wire/metal.hpp"
#include "impl/core/desc.hpp"
#include "impl/core/switcher_pages.hpp"
#include "impl/core/traps.hpp"
#include "impl/core/types.hpp"
#include "impl/core/x86.hpp"
#include "impl/metal/cpu_state.hpp"
#include "impl/metal/descriptor.hpp"
#include "impl/metal/page_entry.hpp"

extern "C" {
extern const lguest::u8 oracle_stubs[];
extern const lguest::u8 oracle_int_n[];
extern const lguest::u8 oracle_int3[];
extern const lguest::u8 oracle_into[];
extern const lguest::u8 oracle_icebp[];
extern const lguest::u8 oracle_invalid_opcode[];
extern const lguest::u8 oracle_divide_error[];
extern const lguest::u8 oracle_general_protection[];
extern const lguest::u8 oracle_page_fault[];
extern const lguest::u32* oracle_caught_esp;
extern lguest::u32 oracle_caught_ss;
void oracle_leave(lguest::u32 eip, lguest::u32 cs, lguest::u32 eflags, lguest::u32 esp, lguest::u32 ss);
}

namespace lguest::metal::oracle {
namespace {

namespace wire = trapspec::wire::oracle;

constexpr u32 ring_0_code = 1 << 3;
constexpr u32 ring_0_data = 2 << 3;
constexpr u32 task = 3 << 3;
static_assert(wire::own_gdt_entries == 4);

// Addresses below 4 MiB that neither image nor loader uses. The regions differ in the upper half of their address, which a
// 16-bit gate does not have.
constexpr u32 landing_regions[] = {0x8000, 0x58000};
constexpr u32 landing_bytes = 0x8000;
constexpr u32 stack_pages = 0x300000;
constexpr u32 unmapped = 0x3FF000; // entry.S
constexpr u32 four_mib = large_page_size;
// The first 4 MiB once more, for ring 0 alone and whatever the stack page's entry says.
constexpr u32 alias = 0x40000000;

// The state in which a handler starts is what `int $0xff` there pushes on its way to ring 0.
constexpr u32 report_vector = 0xFF;
constexpr u8 report_code[] = {0xCD, report_vector};

constexpr u32 stub_bytes = 16; // entry.S
constexpr u32 int_n_bytes = 4; // entry.S
constexpr u32 untouched = 0xA5A5A5A5;

constinit Desc gdt[wire::gdt_entries] = {};
constinit Desc idt[idt_entries] = {};
constinit Tss tss = {};
constinit Page_table directory = {};
constinit Page_table first_table = {};
alignas(16) constinit u8 ring_0_stack[page_size] = {};

constinit u32 idt_limit = 0;
constinit u32 stack_page = 0;

u32 address_of(const void* object) {
    return static_cast<u32>(reinterpret_cast<uptr>(object));
}

Desc words_of(u64 descriptor) {
    return {static_cast<u32>(descriptor), static_cast<u32>(descriptor >> 32)};
}

// All memory is where it is, and open to every ring, but for one page.
void map_memory() {
    constexpr u32 open = page_present | page_writable | page_user;
    for (u32 i = 0; i < page_entries; ++i)
        first_table.entries[i] = i << page_shift | open;
    first_table.entries[table_index(unmapped)] = 0;
    directory.entries[0] = address_of(&first_table) | open;
    for (u32 at = four_mib; at < trapspec::wire::metal::machine_bytes; at += four_mib)
        directory.entries[directory_index(at)] = at | open | page_is_large;
    directory.entries[directory_index(alias)] = page_present | page_writable | page_is_large;
    stack_page = open;
    write_cr3(address_of(&directory));
}

Desc stub_gate(u32 vector) {
    const u32 handler = address_of(oracle_stubs) + vector * stub_bytes;
    const u32 open = vector == report_vector ? gate_dpl_mask : 0;
    return {ring_0_code << gate_selector_shift | (handler & gate_low_half),
        (handler & gate_high_half) | gate_present | open | interrupt_gate << gate_type_shift};
}

void load_idt_limit(u32 limit) {
    load_idt(Table_register{static_cast<u16>(limit), address_of(idt)});
    idt_limit = limit;
}

void map_stack_page(u32 entry) {
    first_table.entries[table_index(stack_pages)] = stack_pages | entry;
    asm volatile("invlpg (%0)" : : "r"(stack_pages) : "memory");
    stack_page = entry;
}

void fill_landing() {
    for (const u32 region : landing_regions)
        for (u32 at = 0; at < landing_bytes; at += sizeof report_code)
            __builtin_memcpy(reinterpret_cast<u8*>(region + at), report_code, sizeof report_code);
}

void set_up(const wire::Question& question) {
    idt[question.vector % report_vector] = {question.gate[0], question.gate[1]};
    gdt[wire::asked_gdt_entry] = {question.descriptor[0], question.descriptor[1]};
    tss.ss1 = static_cast<u16>(question.ss1);
    tss.esp1 = question.esp1;
    tss.ss2 = static_cast<u16>(question.ss2);
    tss.esp2 = question.esp2;
    if (question.idt_limit != idt_limit)
        load_idt_limit(question.idt_limit);
    if (question.page != stack_page)
        map_stack_page(question.page);
}

const u8* code_of(u32 source, u32 operand) {
    switch (source) {
    case wire::int3:
        return oracle_int3;
    case wire::into:
        return oracle_into;
    case wire::icebp:
        return oracle_icebp;
    case wire::invalid_opcode:
        return oracle_invalid_opcode;
    case wire::divide_error:
        return oracle_divide_error;
    case wire::general_protection:
        return oracle_general_protection;
    case wire::page_fault:
        return oracle_page_fault;
    default:
        return oracle_int_n + operand % idt_entries * int_n_bytes;
    }
}

u8* in_memory(u32 address) {
    return reinterpret_cast<u8*>(alias + address);
}

bool is_below_4_mib(u32 address) {
    return address >= sizeof(u32) * wire::window_words && address <= four_mib - sizeof(u32) * wire::window_words;
}

void forget_stack_below(u32 top) {
    if (top < stack_pages + sizeof(u32) * wire::window_words || top > stack_pages + 2 * page_size)
        return;
    for (u32 i = 1; i <= wire::window_words; ++i)
        __builtin_memcpy(in_memory(top - i * sizeof(u32)), &untouched, sizeof(u32));
}

void read_window(u32 from, wire::Answer& answer) {
    if (is_below_4_mib(from))
        __builtin_memcpy(answer.window, in_memory(from), sizeof answer.window);
}

// `caught` is what a stub pushed: the vector, an error code if it has one, and the CPU's frame.
void read_fault(const u32* caught, wire::Answer& answer) {
    answer.vector = caught[0];
    const u32* frame = caught + 1;
    if (has_error_code(answer.vector))
        answer.errcode = *frame++;
    answer.eip = frame[0];
    answer.cs = frame[1];
    answer.eflags = frame[2];
    answer.cr2 = read_cr2();
}

void read_entry(const u32* caught, wire::Answer& answer) {
    answer.entered = 1;
    answer.eip = caught[1] - sizeof report_code;
    answer.cs = caught[2];
    answer.eflags = caught[3];
    const bool from_ring_0 = (answer.cs & rpl_mask) == 0;
    answer.esp = from_ring_0 ? address_of(caught + 4) : caught[4];
    answer.ss = from_ring_0 ? oracle_caught_ss : caught[5];
}

void load_tables() {
    const Table_register register_of_gdt = {sizeof gdt - 1, address_of(gdt)};
    asm volatile("lgdt %0\n\t"
                 "ljmp %1, $1f\n"
                 "1:\n\t"
                 "movl %2, %%ds\n\t"
                 "movl %2, %%es\n\t"
                 "movl %2, %%ss\n\t"
                 "ltr %w3"
                 :
                 : "m"(register_of_gdt), "i"(ring_0_code), "r"(ring_0_data), "r"(task)
                 : "memory");
}

} // namespace

void prepare(wire::Places& places) {
    gdt[ring_0_code >> 3] = words_of(flat(code_segment, 0));
    gdt[ring_0_data >> 3] = words_of(flat(data_segment, 0));
    gdt[task >> 3] = words_of(task_state(address_of(&tss)));
    tss.ss0 = ring_0_data;
    tss.esp0 = address_of(ring_0_stack + sizeof ring_0_stack);
    tss.io_bitmap_base = sizeof tss;
    for (u32 vector = 0; vector < idt_entries; ++vector)
        idt[vector] = stub_gate(vector);
    map_memory();
    load_tables();
    load_idt_limit(sizeof idt - 1);
    fill_landing();

    places = {.source = {},
        .int_n_bytes = int_n_bytes,
        .landing = {landing_regions[0], landing_regions[1]},
        .landing_bytes = landing_bytes,
        .stack_pages = stack_pages,
        .esp0 = tss.esp0,
        .directory = address_of(&directory),
        .unmapped = unmapped};
    for (u32 source = 0; source < wire::source_count; ++source)
        places.source[source] = address_of(code_of(source, 0));
}

void load_descriptors(const u32 (*descriptors)[2]) {
    for (u32 i = wire::own_gdt_entries; i < wire::gdt_entries; ++i)
        gdt[i] = {descriptors[i][0], descriptors[i][1]};
}

void answer(const wire::Question& question, wire::Answer& answer) {
    __builtin_memset(&answer, 0, sizeof answer);
    forget_stack_below(question.esp);
    forget_stack_below(question.esp1);
    forget_stack_below(question.esp2);
    set_up(question);
    oracle_leave(
        address_of(code_of(question.source, question.vector)), question.cs, question.eflags, question.esp, question.ss);

    const u32* const caught = oracle_caught_esp;
    if (caught[0] == report_vector)
        read_entry(caught, answer);
    else
        read_fault(caught, answer);
    read_window(answer.entered != 0 ? answer.esp : question.esp1 - sizeof answer.window, answer);
    idt[question.vector % report_vector] = stub_gate(question.vector % report_vector);
}

} // namespace lguest::metal::oracle
