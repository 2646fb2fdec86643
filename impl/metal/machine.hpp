// Ending the machine.
#pragma once

namespace lguest::metal {

// Switches the emulator off; on real hardware, stops.
[[noreturn]] void stop_machine(bool passed);

} // namespace lguest::metal
