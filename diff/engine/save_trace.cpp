#include "diff/engine/save_trace.hpp"

#include "diff/generate/events.hpp"
#include "traces/writer.hpp"

namespace trapspec::diff {

void save_trace(const std::filesystem::path& file,
    const Configuration& configuration,
    const std::vector<Event>& events,
    const std::string& source) {
    traces::Header header;
    header.source = source;
    header.rules = configuration.rules;
    header.syscall_vector = configuration.syscall_vector;
    header.handlers = configuration.handlers;
    header.pfn_limit = layout::pfn_limit;
    header.mapped_pages = layout::memory_pages;
    traces::Writer writer(file, header, {.compression_level = 3}); // a corpus is thousands of small files
    for (const Event& event : events) {
        traces::Record record;
        record.event = event;
        writer.write(record);
    }
    writer.finish();
}

} // namespace trapspec::diff
