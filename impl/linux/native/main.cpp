// trapspec-native: answers the questions in the memory on descriptor 3. Each answer is a signal, and the way from one
// question to the next is the return from it: sigreturn loads the registers of the next question.
#include "impl/linux/native/process.hpp"
#include "impl/linux/system_calls.hpp"

extern "C" {
[[noreturn]] void native_begin();
lguest::u32 native_caught(lguest::native::User_context* context);
}

namespace lguest::native {
namespace {

namespace wire = trapspec::wire::native;

constexpr u32 exchange_descriptor = 3;
constexpr u32 vector_page_fault = 14;
constexpr u32 flag_nested_task = 1 << 14, flag_identification = 1 << 21;
constexpr u32 sleep_milliseconds = 100;
constexpr u32 nothing_asked = ~0u;

Exchange* exchange;
u32 batches;
u32 current = nothing_asked;
u32 asked_descriptor[2];

u32* at(u32 address) {
    return reinterpret_cast<u32*>(address);
}

void put_words(u32 address, const u32* words, u32 count) {
    if (address == 0)
        return;
    for (u32 i = 0; i < count; ++i)
        at(address)[i] = words[i];
}

void forget_words(u32 address, u32 count) {
    if (address == 0)
        return;
    for (u32 i = 0; i < count; ++i)
        at(address)[i] = wire::untouched;
}

void store_answer(const Signal_context& machine) {
    const Question& question = exchange->questions[current];
    Answer& answer = exchange->answers[current];
    answer.vector = machine.vector;
    answer.errcode = machine.errcode;
    answer.eip = machine.eip;
    answer.cs = machine.cs;
    answer.eflags = machine.eflags;
    answer.ss = machine.ss;
    answer.cr2 = machine.vector == vector_page_fault ? machine.cr2 : 0;
    answer.ds = machine.ds;
    answer.es = machine.es;
    answer.fs = machine.fs;
    answer.gs = machine.gs;
    for (u32 i = 0; i < wire::general_registers; ++i)
        answer.registers[i] = machine.registers[i];
    for (u32 i = 0; i < wire::window_words; ++i)
        answer.window[i] = question.window == 0 ? 0 : at(question.window)[i];
    forget_words(question.window, wire::window_words);
    forget_words(question.frame_at, wire::frame_words);
}

void load_question(Signal_context& machine) {
    const Question& question = exchange->questions[current];
    if (question.descriptor[0] != asked_descriptor[0] || question.descriptor[1] != asked_descriptor[1]) {
        asked_descriptor[0] = question.descriptor[0];
        asked_descriptor[1] = question.descriptor[1];
        set_ldt_entry(wire::asked_ldt_entry, asked_descriptor);
    }
    put_words(question.frame_at, question.frame, wire::frame_words);
    machine.eip = question.eip;
    machine.cs = static_cast<u16>(question.cs);
    machine.ss = static_cast<u16>(question.ss);
    machine.ds = static_cast<u16>(question.ds);
    machine.es = static_cast<u16>(question.es);
    machine.fs = static_cast<u16>(question.fs);
    machine.gs = static_cast<u16>(question.gs);
    machine.eflags = question.eflags;
    for (u32 i = 0; i < wire::general_registers; ++i)
        machine.registers[i] = question.registers[i];
}

void wait_for_batch() {
    Header& header = exchange->header;
    while (__atomic_load_n(&header.asked, __ATOMIC_ACQUIRE) == batches) {
        if (__atomic_load_n(&header.stop, __ATOMIC_ACQUIRE) != 0)
            harness::exit_process(0);
        harness::futex_wait(&header.asked, batches, sleep_milliseconds);
    }
    ++batches;
    current = 0;
}

void finish_batch() {
    __atomic_store_n(&exchange->header.answered, batches, __ATOMIC_RELEASE);
    harness::futex_wake(&exchange->header.answered);
}

} // namespace

extern "C" [[noreturn]] void trapspec_main() {
    harness::die_with_parent();
    exchange = reinterpret_cast<Exchange*>(harness::map_shared(exchange_descriptor, sizeof(Exchange)));
    if (exchange == nullptr)
        fail("trapspec-native: descriptor 3 holds no questions\n");
    Header& header = exchange->header;
    map_region(header);
    for (u32 i = 0; i < wire::ldt_entries; ++i)
        set_ldt_entry(i, header.ldt[i]);
    asked_descriptor[0] = header.ldt[wire::asked_ldt_entry][0];
    asked_descriptor[1] = header.ldt[wire::asked_ldt_entry][1];
    tell_segments(header);
    handle_signals(header);
    __atomic_store_n(&header.magic, wire::magic, __ATOMIC_RELEASE);
    harness::futex_wake(&header.magic);
    native_begin();
}

} // namespace lguest::native

// The flags that sigreturn takes from its caller rather than from the frame are the result.
lguest::u32 native_caught(lguest::native::User_context* context) {
    using namespace lguest::native;
    if (current != nothing_asked) {
        store_answer(context->machine);
        ++current;
    }
    if (current == nothing_asked || current == exchange->header.count) {
        if (current != nothing_asked)
            finish_batch();
        wait_for_batch();
    }
    load_question(context->machine);
    return exchange->questions[current].eflags & (flag_nested_task | flag_identification);
}

asm(".globl _start\n"
    "_start:\n"
    "    xor %ebp, %ebp\n"
    "    and $-16, %esp\n"
    "    call trapspec_main\n"
    "    ud2\n");
