// The Switcher's stubs: how a trap that the CPU took in the Guest becomes a register block that the Host can read.
#pragma once

#include "model/lguest/traps.hpp"

namespace trapspec::model {

/// Where a stub leads; `Outcome::result` of the event switcher_stub.
namespace stub_leads_to {
inline constexpr std::uint32_t host = 0, guest = 1, host_handler = 2;
}

// R-SW-1   A stub completes the frame and tells the Host the vector
// Given    the registers that the Guest really had, a vector, and the error code if the CPU pushed one
// Then     below the CPU's own words the stub pushes 0 (unless the vector is 8, 10 to 14 or 17, where it relies on the
//          CPU), then the vector; the Switcher pushes the other registers. The Host reads its block at a fixed place. 2
//          returns straight to the Guest; 0, 1, 3 to 31 and 128 return to the Host; 32 to 255 except 128 go to the real
//          handler.
// Source   rules.md R-SW-1; R-VER-3 nmi-to-host-handler, second-syscall-to-host; SDM vol. 3A, "Error Code"
// Why      The CPU pushes from the top of the page downwards, so a word too few or too many shifts only what is pushed
//          after it: the vector and the general registers are read from the wrong places.
template <Domain D>
void switcher_stub(Machine<D>& m, Bits<D, 8> vector, Bool<D> cpu_pushed, Bits<D, 32> error_code) {
    using Word = Bits<D, 32>;
    const Word n = zext<32>(vector);
    const Registers<D> was = m.regs;
    const Bool<D> relies_on_cpu = has_error_code<D>(n);

    const auto complete = [=](auto& m) {
        m.regs.errcode = ite(cpu_pushed, error_code, Word(0));
        m.regs.trapnum = n;
    };
    const auto shifted_up = [=](auto& m) {
        m.regs.errcode = n;
        m.regs.trapnum = was.es;
        m.regs.es = was.ds;
        m.regs.ds = was.fs;
        m.regs.fs = was.gs;
        m.regs.gs = was.ebp;
        m.regs.ebp = was.edi;
        m.regs.edi = was.esi;
        m.regs.esi = was.edx;
        m.regs.edx = was.ecx;
        m.regs.ecx = was.ebx;
        m.regs.ebx = was.eax;
    };
    const auto shifted_down = [=](auto& m) {
        m.regs.errcode = error_code;
        m.regs.trapnum = Word(0);
        m.regs.es = n;
        m.regs.ds = was.es;
        m.regs.fs = was.ds;
        m.regs.gs = was.fs;
        m.regs.ebp = was.gs;
        m.regs.edi = was.ebp;
        m.regs.esi = was.edi;
        m.regs.edx = was.esi;
        m.regs.ecx = was.edx;
        m.regs.ebx = was.ecx;
        m.regs.eax = was.ebx;
    };
    const auto save = [=](auto& m) {
        decide(m,
            arm(Rule::sw_1_frame_shifted_up, relies_on_cpu & (!cpu_pushed), shifted_up),
            arm(Rule::sw_1_frame_shifted_down, (!relies_on_cpu) & cpu_pushed, shifted_down),
            otherwise(Rule::sw_1_frame_complete, complete));
    };
    const Bool<D> nmi = n == Word(constant::nmi);
    const Bool<D> system_call =
        m.rules.second_syscall_to_host ? could_be_syscall(m, n) : n == Word(constant::linux_syscall_vector);
    const Bool<D> to_host = (ult(n, Word(constant::first_external_vector)) & !nmi) | system_call;

    decide(m,
        arm(Rule::sw_1_nmi,
            nmi & Bool<D>(!m.rules.nmi_to_host_handler),
            [](auto& m) { m.outcome.result = Word(stub_leads_to::guest); }),
        arm(Rule::sw_1_to_host,
            to_host,
            [=](auto& m) {
                save(m);
                m.outcome.result = Word(stub_leads_to::host);
            }),
        otherwise(Rule::sw_1_to_host_handler, [=](auto& m) {
            save(m);
            m.outcome.result = Word(stub_leads_to::host_handler);
        }));
}

} // namespace trapspec::model
