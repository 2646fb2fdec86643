// lguest_data and the register block.
#include <array>
#include <cstddef>
#include <string_view>

#include "impl/core/lguest_data.hpp"
#include "impl/core/registers.hpp"
#include "model/domain/concrete.hpp"
#include "model/lguest/data_page.hpp"
#include "model/state/registers.hpp"
#include "tests/abi/check.hpp"

namespace trapspec::test {

namespace {

struct Place {
    const char* name;
    std::size_t offset;
};

constexpr std::array block{
    Place{"eax", offsetof(lguest::Registers, eax)},
    Place{"ebx", offsetof(lguest::Registers, ebx)},
    Place{"ecx", offsetof(lguest::Registers, ecx)},
    Place{"edx", offsetof(lguest::Registers, edx)},
    Place{"esi", offsetof(lguest::Registers, esi)},
    Place{"edi", offsetof(lguest::Registers, edi)},
    Place{"ebp", offsetof(lguest::Registers, ebp)},
    Place{"gs", offsetof(lguest::Registers, gs)},
    Place{"fs", offsetof(lguest::Registers, fs)},
    Place{"ds", offsetof(lguest::Registers, ds)},
    Place{"es", offsetof(lguest::Registers, es)},
    Place{"trapnum", offsetof(lguest::Registers, trapnum)},
    Place{"errcode", offsetof(lguest::Registers, errcode)},
    Place{"eip", offsetof(lguest::Registers, eip)},
    Place{"cs", offsetof(lguest::Registers, cs)},
    Place{"eflags", offsetof(lguest::Registers, eflags)},
    Place{"esp", offsetof(lguest::Registers, esp)},
    Place{"ss", offsetof(lguest::Registers, ss)},
};

} // namespace

void check_layouts(Checks& checks) {
    using Data = lguest::Lguest_data;
    namespace field = model::data_field;
    checks.same("irq_enabled", field::irq_enabled.offset, offsetof(Data, irq_enabled));
    checks.same("blocked_interrupts", field::blocked_interrupts.offset, offsetof(Data, blocked_interrupts));
    checks.same("cr2", field::cr2.offset, offsetof(Data, cr2));
    checks.same("time", field::time.offset, offsetof(Data, time));
    checks.same("nsec after sec", 4, offsetof(lguest::Guest_time, nsec) - offsetof(lguest::Guest_time, sec));
    checks.same("irq_pending", field::irq_pending.offset, offsetof(Data, irq_pending));
    checks.same("noirq_start", field::noirq_start.offset, offsetof(Data, noirq_start));
    checks.same("noirq_end", field::noirq_end.offset, offsetof(Data, noirq_end));
    checks.same("syscall_vec", field::syscall_vec.offset, offsetof(Data, syscall_vec));
    checks.same("size of lguest_data", model::constant::data_size, sizeof(Data));

    model::Registers<model::Concrete> registers;
    std::size_t next = 0;
    model::for_each_field(
        [&](std::string_view name, auto& member) {
            checks.holds(block[next].name, name == block[next].name);
            checks.same(block[next].name, std::uint64_t{4} * next, block[next].offset);
            checks.same(block[next].name, member.width / 8, 4);
            ++next;
        },
        registers);
    checks.same("registers", next, lguest::register_words);
}

} // namespace trapspec::test
