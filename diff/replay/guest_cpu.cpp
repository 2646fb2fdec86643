#include "diff/replay/guest_cpu.hpp"

#include <initializer_list>

#include "model/arch/arch.hpp"
#include "model/lguest/constants.hpp"

namespace trapspec::diff {

namespace {

using model::Concrete;

std::uint32_t shown_flags(const Processor& m) {
    return static_cast<std::uint32_t>(model::arch::flags_shown_by_pushf<Concrete>(m.eflags).host());
}

bool is_done(const Processor& m) {
    return m.answer.kind.host() == model::arch::answer_kind::done;
}

std::vector<std::uint32_t> frame_below(const Processor& m, std::uint32_t top) {
    std::vector<std::uint32_t> words;
    const auto base = static_cast<std::uint32_t>(model::arch::base_of<Concrete>(m.ss.descriptor).host());
    for (auto at = static_cast<std::uint32_t>(m.esp.host()); at != top; at += 4) {
        words.push_back(static_cast<std::uint32_t>(m.memory.load<4>(bits<32>(base + at)).host()));
    }
    return words;
}

} // namespace

Handler_start deliver_without_host(
    const Tables& tables, std::uint32_t ss1, std::uint32_t esp1, const Program& program, const Cpu_event& event) {
    Processor m = flat_cpu();
    m.idt.set(event.vector, bits<64>(tables.idt[event.vector.host()]));
    enter_into_gdt(m, stack_segment(ss1, esp1));
    m.task.ss1 = bits<16>(ss1 & 0xFFFF);
    m.task.esp1 = bits<32>(esp1);
    m.eip = bits<32>(program.eip);
    m.eflags = bits<32>(program.eflags);
    m.esp = bits<32>(program.esp);
    m.cs = code_segment(program.cs);
    m.ss = stack_segment(program.ss, program.esp);
    model::arch::deliver(m, event);

    const model::Gate<Concrete> own{bits<64>(tables.gates[event.vector.host()])};
    const auto level = m.cs.selector.host() & level_mask;
    Handler_start start;
    start.in_guest = is_done(m) && level == model::constant::guest_kernel_ring && (m.eip == model::handler(own)).host();
    if (start.in_guest) {
        start.esp = static_cast<std::uint32_t>(m.esp.host());
        start.eflags = shown_flags(m);
        const bool same_level = (program.cs & level_mask) == level;
        start.words = frame_below(m, same_level ? program.esp : esp1);
    }
    return start;
}

Handler_start return_to_guest(const Program& registers) {
    Processor m = flat_cpu();
    enter_into_gdt(m, code_segment(registers.cs));
    enter_into_gdt(m, data_segment(registers.ss));
    std::uint32_t at = middle_of_memory;
    for (const std::uint32_t word : {registers.eip, registers.cs, registers.eflags, registers.esp, registers.ss}) {
        m.memory.poke(at, 4, word);
        at += 4;
    }
    model::arch::return_from_handler(m, true);
    Handler_start start;
    start.in_guest = is_done(m);
    start.esp = static_cast<std::uint32_t>(m.esp.host());
    start.eflags = shown_flags(m);
    return start;
}

} // namespace trapspec::diff
