// The one descriptor table: the Host's segments, the Guest's, and the TSS.
#pragma once

namespace lguest::metal {

// The table lies in the Switcher's data, so paging must be on.
void load_segments();

} // namespace lguest::metal
