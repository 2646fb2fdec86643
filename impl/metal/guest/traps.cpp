#include "impl/metal/guest/traps.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/lguest_data.hpp"
#include "impl/core/x86.hpp"
#include "impl/metal/guest/hypercalls.hpp"
#include "impl/metal/guest/kernel.hpp"

extern "C" {
extern const lguest::u8 guest_stubs[];
extern const lguest::u8 guest_stubs_with_error_code[];
extern const lguest::u8 guest_bare_iret[];
extern const lguest::u8 leave_user[];
extern const lguest::u8 leave_attempt[];
}

namespace lguest::metal {
namespace {

constexpr u32 stub_bytes = 16; // entry.S
constexpr u32 error_code_vectors = 1u << 8 | 1u << 10 | 1u << 11 | 1u << 12 | 1u << 13 | 1u << 14 | 1u << 17;
constexpr u32 most_seen = 64;

struct Handler {
    Response response;
    bool disables_interrupts; // its gate does
    bool has_error_code;      // for its stub
    void (*action)(Frame& frame);
};

constinit Handler handlers[idt_entries] = {};
constinit u32 counts[idt_entries] = {};
constinit Seen seen_traps[most_seen] = {};
constinit u32 seen_count = 0;

bool is_from_user(const Frame& frame) {
    return (frame.cs & rpl_mask) == 3;
}

// The words that the CPU or the Host pushed.
void report(const Frame& frame) {
    Report_page& page = *reinterpret_cast<Report_page*>(report_page);
    Report& report = page.reports[page.count % report_slots];
    const u32 with_error_code = handlers[frame.vector].has_error_code;
    const u32* const lowest = with_error_code != 0 ? &frame.errcode : &frame.eip;
    report.vector = frame.vector;
    report.frame = word_of(lowest);
    report.frame_words = (is_from_user(frame) ? 5 : 3) + with_error_code;
    for (u32 i = 0; i < report.frame_words; ++i)
        report.words[i] = lowest[i];
    report.eflags = frame.handler_eflags;
    ++page.count;
}

void remember(const Frame& frame) {
    Seen& seen = seen_traps[seen_count % most_seen];
    seen = {frame.vector,
        frame.errcode,
        frame.eip,
        frame.cs,
        frame.eflags,
        frame.handler_eflags,
        lguest_data.irq_enabled,
        lguest_data.cr2};
    ++seen_count;
    ++counts[frame.vector];
}

// The trap's own frame is left behind: whoever continues finds its stack by itself.
void abandon(Frame& frame) {
    const u8* const target = is_from_user(frame) ? leave_user : leave_attempt;
    asm volatile("movl %0, %1\n\tjmp *%2" : : "i"(eflags_if), "m"(lguest_data.irq_enabled), "r"(target));
    __builtin_unreachable();
}

void load_gate(u32 vector, u32 handler, u32 type, u32 dpl) {
    const u32 low = kernel_cs << gate_selector_shift | (handler & gate_low_half);
    const u32 high = (handler & gate_high_half) | gate_present | dpl << gate_dpl_shift | type << gate_type_shift;
    hypercall(hypercall_load_idt_entry, vector, low, high);
}

} // namespace

// Called by entry.S. What it leaves in `vector` says whether virtual interrupts come on again.
extern "C" void on_trap(Frame& frame) {
    const Handler handler = handlers[frame.vector];
    report(frame);
    remember(frame);
    if (handler.action != nullptr)
        handler.action(frame);
    if (handler.response == Response::abandon)
        abandon(frame);
    if (handler.response == Response::skip_2)
        frame.eip += 2;
    frame.vector = handler.disables_interrupts && (frame.eflags & eflags_if) != 0;
}

void open_gate(u32 vector, u32 type, u32 dpl, Response response) {
    Handler& handler = handlers[vector];
    handler.response = response;
    handler.disables_interrupts = type == interrupt_gate;
    handler.has_error_code = vector < 32 && (error_code_vectors >> vector & 1) != 0;
    const u8* const stubs = handler.has_error_code ? guest_stubs_with_error_code : guest_stubs;
    load_gate(vector, word_of(stubs) + vector * stub_bytes, type, dpl);
}

void open_bare_gate(u32 vector, u32 type) {
    load_gate(vector, word_of(guest_bare_iret), type, user_too);
}

void close_gate(u32 vector) {
    hypercall(hypercall_load_idt_entry, vector, 0, 0);
}

void on_vector(u32 vector, void (*action)(Frame& frame)) {
    handlers[vector].action = action;
}

u32 times_seen(u32 vector) {
    return counts[vector];
}

const Seen& last_seen() {
    return seen_traps[(seen_count - 1) % most_seen];
}

const Seen& seen(u32 nth) {
    return seen_traps[nth % most_seen];
}

u32 seen_in_all() {
    return seen_count;
}

} // namespace lguest::metal
