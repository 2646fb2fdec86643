// The machine as an oracle: questions about one delivery each, put to the CPU itself.
#pragma once

#include "impl/core/types.hpp"

namespace lguest::metal::oracle {

// Answers what arrives in shared memory, until told to stop.
void serve_memory();
// Answers what lies on the disk, and writes it there.
void serve_disk();

} // namespace lguest::metal::oracle
