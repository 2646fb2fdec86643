#include "impl/metal/oracle/tables.hpp"

#include "diff/wire/metal.hpp"
#include "impl/core/desc.hpp"
#include "impl/core/switcher_pages.hpp"
#include "impl/core/x86.hpp"
#include "impl/metal/cpu_state.hpp"
#include "impl/metal/descriptor.hpp"
#include "impl/metal/page_entry.hpp"

extern "C" const lguest::u8 oracle_stubs[];

namespace lguest::metal::oracle {
namespace {

namespace wire = trapspec::wire::oracle;

static_assert(wire::own_gdt_entries == 4);

constexpr u32 stub_bytes = 16; // entry.S
// The first 4 MiB once more, for ring 0 alone and whatever the stack page's entry says.
constexpr u32 alias = 0x40000000;

constinit Desc gdt[wire::gdt_entries] = {};
constinit Desc idt[idt_entries] = {};
constinit Tss tss = {};
alignas(page_size) constinit Page_table directory = {};
alignas(page_size) constinit Page_table tables[trapspec::wire::metal::machine_bytes / four_mib] = {};
alignas(page_size) constinit Page_table alias_table = {};
alignas(16) constinit u8 ring_0_stack[wire::ring_0_stack_bytes] = {};

// What is loaded now: loading costs more than a delivery.
constinit u32 idt_limit = 0;
constinit u32 tss_limit = 0;
constinit u32 stack_page = 0;

u32 address_of(const void* object) {
    return static_cast<u32>(reinterpret_cast<uptr>(object));
}

Desc words_of(u64 descriptor) {
    return {static_cast<u32>(descriptor), static_cast<u32>(descriptor >> 32)};
}

// All memory is where it is, and open to every ring, but for one page. No page is large: with one of those about, QEMU
// forgets all it knows of the tables whenever one page of them is changed.
void map_memory() {
    constexpr u32 open = page_present | page_writable | page_user;
    for (u32 at = 0; at < trapspec::wire::metal::machine_bytes; at += page_size)
        tables[directory_index(at)].entries[table_index(at)] = at | open;
    for (u32 at = 0; at < trapspec::wire::metal::machine_bytes; at += four_mib)
        directory.entries[directory_index(at)] = address_of(&tables[directory_index(at)]) | open;
    for (u32 at = 0; at < four_mib; at += page_size)
        alias_table.entries[table_index(at)] = at | page_present | page_writable;
    directory.entries[directory_index(alias)] = address_of(&alias_table) | page_present | page_writable;
    tables[0].entries[table_index(unmapped)] = 0;
    stack_page = open;
    write_cr2(0);
    write_cr3(address_of(&directory));
}

Desc stub_gate(u32 vector) {
    const u32 handler = address_of(oracle_stubs) + vector * stub_bytes;
    const u32 open = vector == wire::report_vector ? gate_dpl_mask : 0;
    return {ring_0_code << gate_selector_shift | (handler & gate_low_half),
        (handler & gate_high_half) | gate_present | open | interrupt_gate << gate_type_shift};
}

void load_idt_limit(u32 limit) {
    load_idt(Table_register{static_cast<u16>(limit), address_of(idt)});
    idt_limit = limit;
}

// A loaded TSS is busy, and a busy one cannot be loaded.
void load_task(u32 limit) {
    gdt[task >> 3] = words_of(descriptor(address_of(&tss), limit, available_tss | present, 0));
    asm volatile("ltr %w0" : : "r"(task) : "memory");
    tss_limit = limit;
}

void map_stack_page(u32 entry) {
    tables[0].entries[table_index(stack_pages)] = stack_pages | entry;
    asm volatile("invlpg (%0)" : : "r"(stack_pages) : "memory");
    stack_page = entry;
}

void load_segments() {
    const Table_register register_of_gdt = {sizeof gdt - 1, address_of(gdt)};
    asm volatile("lgdt %0\n\t"
                 "ljmp %1, $1f\n"
                 "1:\n\t"
                 "movl %2, %%ds\n\t"
                 "movl %2, %%es\n\t"
                 "movl %2, %%ss\n\t"
                 "movl %3, %%fs\n\t"
                 "movl %3, %%gs\n\t"
                 "lldt %w3" // after a reset the limit is not 0
                 :
                 : "m"(register_of_gdt), "i"(ring_0_code), "r"(ring_0_data), "r"(0)
                 : "memory");
}

} // namespace

void start_tables() {
    gdt[ring_0_code >> 3] = words_of(flat(code_segment, 0));
    gdt[ring_0_data >> 3] = words_of(flat(data_segment, 0));
    tss.ss0 = ring_0_data;
    tss.esp0 = ring_0_stack_top();
    tss.io_bitmap_base = sizeof tss;
    for (u32 vector = 0; vector < idt_entries; ++vector)
        close_gate(vector);
    map_memory();
    load_segments();
    load_task(sizeof tss - 1);
    load_idt_limit(sizeof idt - 1);
    write_cr0(read_cr0() | cr0_write_protect);
}

void tell_descriptors(u32 (*descriptors)[2]) {
    for (u32 i = 0; i < wire::own_gdt_entries; ++i) {
        descriptors[i][0] = gdt[i].a;
        descriptors[i][1] = gdt[i].b;
    }
}

void load_descriptors(const u32 (*descriptors)[2]) {
    for (u32 i = wire::own_gdt_entries; i < wire::gdt_entries; ++i)
        gdt[i] = {descriptors[i][0], descriptors[i][1]};
}

void set_tables(const wire::Question& question) {
    if (question.vector != wire::report_vector)
        idt[question.vector % idt_entries] = {question.gate[0], question.gate[1]};
    gdt[wire::asked_gdt_entry] = {question.descriptor[0], question.descriptor[1]};
    tss.ss1 = static_cast<u16>(question.ss1);
    tss.esp1 = question.esp1;
    tss.ss2 = static_cast<u16>(question.ss2);
    tss.esp2 = question.esp2;
    if (question.idt_limit != idt_limit)
        load_idt_limit(question.idt_limit);
    if (question.tss_limit != tss_limit)
        load_task(question.tss_limit);
    if (question.page != stack_page)
        map_stack_page(question.page);
}

void close_gate(u32 vector) {
    idt[vector % idt_entries] = stub_gate(vector % idt_entries);
}

u32 stubs_address() {
    return address_of(oracle_stubs);
}

u32 ring_0_stack_top() {
    return address_of(ring_0_stack + sizeof ring_0_stack);
}

u8* stack_memory(u32 address, u32 bytes) {
    const u32 bottom = address_of(ring_0_stack);
    const bool is_there = (address >= stack_pages && address <= four_mib - bytes) ||
                          (address >= bottom && address <= ring_0_stack_top() - bytes) ||
                          (address >= low_stack && address <= low_stack + page_size - bytes);
    return is_there ? reinterpret_cast<u8*>(alias + address) : nullptr;
}

} // namespace lguest::metal::oracle
