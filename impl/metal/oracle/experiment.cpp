#include "impl/metal/oracle/experiment.hpp"

#include "impl/core/traps.hpp"
#include "impl/core/x86.hpp"
#include "impl/metal/cpu_state.hpp"
#include "impl/metal/oracle/tables.hpp"

extern "C" {
extern const lguest::u8 oracle_sources[];
extern const lguest::u8 oracle_int_n[];
extern const lguest::u8 oracle_int3[];
extern const lguest::u8 oracle_into[];
extern const lguest::u8 oracle_icebp[];
extern const lguest::u8 oracle_invalid_opcode[];
extern const lguest::u8 oracle_divide_error[];
extern const lguest::u8 oracle_general_protection[];
extern const lguest::u8 oracle_page_fault[];
extern const lguest::u8 oracle_bound_range[];
extern const lguest::u8 oracle_single_step[];
extern const lguest::u8 oracle_single_step_sti[];
extern const lguest::u8 oracle_iret_32[];
extern const lguest::u8 oracle_iret_16[];
extern const lguest::u8 oracle_sources_end[];
extern const lguest::u8 oracle_leave_iret[];
extern const lguest::u8 oracle_leave_stack_top[];
extern const lguest::u32 oracle_virtual_8086_segments[4];
extern const lguest::u32* oracle_caught_esp;
extern lguest::u32 oracle_caught_ss;
extern lguest::u32 oracle_caught_ds;
void oracle_leave(lguest::u32 eip, lguest::u32 cs, lguest::u32 eflags, lguest::u32 esp, lguest::u32 ss);
}

namespace lguest::metal::oracle {
namespace {

namespace wire = trapspec::wire::oracle;

// Addresses below 4 MiB that neither image nor loader uses. The regions differ in the upper half of their address, which a
// 16-bit gate does not have.
constexpr u32 landing_regions[] = {0x8000, 0x58000};
constexpr u32 landing_bytes = 0x8000;
constexpr u32 low_sources = 0x60000;

// The state in which a handler starts is what this pushes on its way to ring 0.
constexpr u8 report_code[] = {0xCD, wire::report_vector};
static_assert(sizeof report_code == wire::report_bytes);

constexpr u32 stub_bytes = 16; // entry.S
constexpr u32 int_n_bytes = 4; // entry.S
constexpr u32 virtual_8086 = 1u << 17;

constexpr const u8* sources[] = {oracle_int_n,
    oracle_int3,
    oracle_into,
    oracle_icebp,
    oracle_invalid_opcode,
    oracle_divide_error,
    oracle_general_protection,
    oracle_page_fault,
    oracle_bound_range,
    oracle_single_step,
    oracle_single_step_sti,
    oracle_iret_32,
    oracle_iret_16};
static_assert(sizeof sources / sizeof sources[0] == wire::source_count);

u32 address_of(const void* object) {
    return static_cast<u32>(reinterpret_cast<uptr>(object));
}

u32 displacement_of_low_sources() {
    return low_sources - address_of(oracle_sources);
}

void write_code() {
    for (const u32 region : landing_regions)
        for (u32 at = 0; at < landing_bytes; at += sizeof report_code)
            __builtin_memcpy(reinterpret_cast<u8*>(region + at), report_code, sizeof report_code);
    __builtin_memcpy(
        reinterpret_cast<u8*>(low_sources), oracle_sources, static_cast<uptr>(oracle_sources_end - oracle_sources));
}

// What a window has before the event, and what an answer has without one.
using Window = u32[wire::window_words];
constexpr Window nothing = {};
constexpr Window fresh = {wire::untouched,
    wire::untouched,
    wire::untouched,
    wire::untouched,
    wire::untouched,
    wire::untouched,
    wire::untouched,
    wire::untouched,
    wire::untouched,
    wire::untouched,
    wire::untouched,
    wire::untouched,
    wire::untouched,
    wire::untouched};

// In virtual-8086 mode eip counts from 16 times cs.
u32 source_eip(const wire::Question& question) {
    const u32 source = question.source < wire::source_count ? question.source : u32{wire::int_n};
    u32 address = address_of(sources[source]);
    if (source == wire::int_n)
        address += question.vector % idt_entries * int_n_bytes;
    if ((question.eflags & virtual_8086) == 0)
        return address;
    return address + displacement_of_low_sources() - question.cs * 16;
}

// What a stub pushed, and above it the CPU: the vector, an error code if it has one, eip, cs, eflags, and, where the level
// changed, esp and ss.
void read_event(wire::Answer& answer) {
    const u32* at = oracle_caught_esp;
    const u32 vector = *at++;
    const bool entered = vector == wire::report_vector;
    answer.entered = entered ? 1 : 0;
    answer.vector = entered ? 0 : vector;
    answer.errcode = has_error_code(vector) ? *at++ : 0;
    answer.eip = entered ? at[0] - sizeof report_code : at[0];
    answer.cs = at[1];
    answer.eflags = at[2];
    const bool from_ring_0 = (answer.eflags & virtual_8086) == 0 && (answer.cs & rpl_mask) == 0;
    answer.esp = from_ring_0 ? address_of(at + 3) : at[3];
    answer.ss = from_ring_0 ? oracle_caught_ss : at[4];
    answer.ds = oracle_caught_ds;
    answer.cr2 = read_cr2();
    if (answer.cr2 != 0)
        write_cr2(0);
}

} // namespace

void prepare(wire::Places& places) {
    start_tables();
    write_code();
    places = {.source = {},
        .int_n_bytes = int_n_bytes,
        .low_source = displacement_of_low_sources(),
        .leave = address_of(oracle_leave_iret),
        .leave_esp = address_of(oracle_leave_stack_top),
        .landing = {landing_regions[0], landing_regions[1]},
        .landing_bytes = landing_bytes,
        .stubs = stubs_address(),
        .stub_bytes = stub_bytes,
        .stack_pages = stack_pages,
        .esp0 = ring_0_stack_top(),
        .low_stack = low_stack,
        .unmapped = unmapped,
        .code = ring_0_code,
        .data = ring_0_data,
        .task = task,
        .data_segments = {}};
    for (u32 source = 0; source < wire::source_count; ++source)
        places.source[source] = address_of(sources[source]);
    __builtin_memcpy(places.data_segments, oracle_virtual_8086_segments, sizeof places.data_segments);
}

void answer(const wire::Question& question, wire::Answer& answer) {
    u8* const window = stack_memory(question.window, sizeof fresh);
    if (window != nullptr)
        __builtin_memcpy(window, fresh, sizeof fresh);
    if (u8* const frame = stack_memory(question.frame_at, sizeof question.frame); frame != nullptr)
        __builtin_memcpy(frame, question.frame, sizeof question.frame);
    set_tables(question);
    oracle_leave(source_eip(question), question.cs, question.eflags, question.esp, question.ss);
    read_event(answer);
    const void* const seen = window != nullptr ? static_cast<const void*>(window) : nothing;
    __builtin_memcpy(answer.window, seen, sizeof answer.window);
    close_gate(question.vector);
}

} // namespace lguest::metal::oracle
