// Where records go: into memory that the outside shares, or through the debug port.
#pragma once

#include "impl/core/types.hpp"

namespace lguest::metal {

enum class Record_channel : u32 { none, memory, port };

void open_records(Record_channel channel);
[[nodiscard]] bool is_recording();
// A record is begun with its kind, grows by words, and leaves with end_record.
void begin_record(u32 kind);
void put_word(u32 word);
void put_words(const void* words, u32 count);
void end_record();

} // namespace lguest::metal
