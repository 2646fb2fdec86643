#include "diff/metal/qemu.hpp"

#include <fmt/format.h>

#include <cstring>

#include "diff/metal/child.hpp"
#include "diff/systems/process.hpp"
#include "diff/systems/system.hpp"
#include "diff/wire/metal.hpp"

namespace trapspec::diff::metal {

namespace {

// isa-debug-exit ends QEMU with twice the value and one (impl/metal/machine.cpp).
constexpr int passed = 0x10 * 2 + 1;
constexpr int failed = 0x11 * 2 + 1;

std::vector<std::uint32_t> stream_in(const Shared_memory& memory) {
    const char* const at = static_cast<const char*>(memory.data()) + wire::metal::mailbox_address;
    const auto& mailbox = *reinterpret_cast<const wire::metal::Mailbox*>(at);
    const std::size_t words = mailbox.words;
    if (mailbox.magic != wire::metal::mailbox_magic || words > std::size(mailbox.stream)) {
        return {};
    }
    return {mailbox.stream, mailbox.stream + words};
}

} // namespace

std::vector<std::string> qemu_command(const Boot& boot) {
    const std::string memory = fmt::format("{}M", wire::metal::machine_bytes >> 20);
    std::vector<std::string> command{qemu_program,
        "-accel",
        boot.machine == Machine::kvm ? "kvm" : "tcg",
        "-m",
        memory,
        "-machine",
        "pc,memory-backend=memory",
        "-object",
        fmt::format(
            "memory-backend-file,id=memory,size={},mem-path=/proc/self/fd/{},share=on", memory, shared_descriptor),
        "-kernel",
        std::filesystem::absolute(boot.images / "trapspec-metal.elf"),
        "-append",
        fmt::format("scenario={} records={}", boot.scenario, boot.records ? "memory" : "none"),
        "-display",
        "none",
        "-nodefaults",
        "-no-reboot",
        "-device",
        "isa-debug-exit,iobase=0xf4,iosize=0x04",
        "-chardev",
        "stdio,id=console,signal=off",
        "-device",
        "isa-debugcon,iobase=0xe9,chardev=console"};
    if (boot.count_instructions) {
        command.insert(command.end(), {"-icount", "shift=0,sleep=off"});
    }
    return command;
}

Run run_qemu(const Boot& boot) {
    const Shared_memory memory("trapspec-machine", wire::metal::machine_bytes);
    const Temporary_folder folder;
    Child child(qemu_command(boot), folder.path(), memory.descriptor());
    if (!child.wait(boot.limit, boot.watch)) {
        throw System_error(fmt::format(
            "QEMU did not end within {} ms; it said:\n{}{}", boot.limit.count(), child.output(), child.errors()));
    }
    if (child.exit_status() == 0) {
        throw System_error(fmt::format("QEMU's machine reset itself{}; it said:\n{}{}",
            boot.machine == Machine::kvm ? " (this KVM may not run 32-bit protected mode)" : "",
            child.output(),
            child.errors()));
    }
    if (child.exit_status() != passed && child.exit_status() != failed) {
        throw System_error(fmt::format(
            "QEMU ended with status {}; it said:\n{}{}", child.exit_status(), child.output(), child.errors()));
    }
    return {.console = child.output(), .stream = stream_in(memory)};
}

} // namespace trapspec::diff::metal
