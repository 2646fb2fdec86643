#include "impl/metal/io.hpp"

#include "impl/core/abi.hpp"
#include "impl/core/cpu.hpp"
#include "impl/metal/guest_memory.hpp"
#include "impl/metal/paging.hpp"

namespace lguest::metal {
namespace {

// SDM vol. 2, "IN", "OUT", and "Instruction Prefixes".
constexpr u8 operand_size_prefix = 0x66;
constexpr u8 io_opcodes = 0xE4;      // E4..E7 with an immediate port
constexpr u8 io_opcodes_mask = 0xF4; // EC..EF with the port in dx
constexpr u8 io_port_in_dx = 1 << 3;
constexpr u8 io_is_out = 1 << 1;
constexpr u8 io_is_wide = 1 << 0;

} // namespace

bool step_over_io(Cpu& cpu) {
    Registers& regs = cpu.regs();
    if ((regs.cs & rpl_mask) != guest_pl)
        return false;

    u32 physical;
    u8 code[2];
    if (!translate_quietly(*cpu.guest, regs.eip, physical) ||
        !read_guest_memory(*cpu.guest, guest_pointer(*cpu.guest, physical), code, sizeof code))
        return false;
    const bool prefixed = code[0] == operand_size_prefix;
    const u8 opcode = prefixed ? code[1] : code[0];
    if ((opcode & io_opcodes_mask) != io_opcodes)
        return false;

    if ((opcode & io_is_out) == 0)
        regs.eax |= (opcode & io_is_wide) == 0 ? 0xFF : prefixed ? 0xFFFF : 0xFFFFFFFF;
    regs.eip += (prefixed ? 1u : 0u) + ((opcode & io_port_in_dx) != 0 ? 1u : 2u);
    return true;
}

} // namespace lguest::metal
