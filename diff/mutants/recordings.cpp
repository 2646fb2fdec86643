#include "diff/mutants/recordings.hpp"

#include <algorithm>
#include <chrono>

#include "diff/compare.hpp"
#include "diff/systems/dut.hpp"
#include "diff/systems/model.hpp"
#include "diff/validity.hpp"
#include "traces/errors.hpp"
#include "traces/reader.hpp"

namespace trapspec::diff::mutants {

namespace fs = std::filesystem;

namespace {

bool is_trace(const fs::directory_entry& entry) {
    const std::string name = entry.path().filename().string();
    return entry.is_regular_file() && (name.ends_with(".jsonl") || name.ends_with(".jsonl.zst"));
}

} // namespace

Recordings::Recordings(const fs::path& corpus, const Watch& watch) {
    for (const auto& entry : fs::recursive_directory_iterator(corpus)) {
        if (is_trace(entry)) {
            watch(entry.path().filename().string());
            recordings_.push_back(record(entry.path()));
            recordings_.back().file = fs::relative(entry.path(), corpus).string();
            events_ += recordings_.back().events;
        }
    }
    if (recordings_.empty()) {
        throw std::invalid_argument(corpus.string() + " holds no trace (.jsonl or .jsonl.zst)");
    }
    std::sort(recordings_.begin(), recordings_.end(), [](const Recording& a, const Recording& b) {
        return a.events != b.events ? a.events < b.events : a.file < b.file;
    });
}

Recordings::Recording Recordings::record(const fs::path& file) {
    traces::Reader reader(file.string());
    Recording recording;
    recording.configuration = configuration_of(reader.header());
    const auto add = [&](const Event& event) {
        if (recording.streams.empty() || !recording.streams.back().add(event)) {
            recording.streams.emplace_back();
            (void)recording.streams.back().add(event);
        }
    };
    add(traces::make_event(model::Event_kind::start_guest, {reader.header().pfn_limit, reader.header().mapped_pages}));
    traces::Record record;
    while (reader.next(record)) {
        if (!is_valid(record.event, recording.configuration.memory_pages)) {
            throw traces::Input_error(
                file.string(), reader.line(), 1, why_not_valid(record.event, recording.configuration.memory_pages));
        }
        add(record.event);
        ++recording.events;
    }
    note_sums(recording);
    return recording;
}

void Recordings::note_sums(Recording& recording) {
    Model_system model(recording.configuration);
    recording.sums.resize(recording.streams.size());
    for (std::size_t i = 0; i < recording.streams.size(); ++i) {
        model.start_stream(recording.streams[i]);
        model.finish_stream(recording.sums[i]);
    }
}

std::optional<Mismatch_place> Recordings::first_mismatch(const std::string& program) const {
    for (const Recording& recording : recordings_) {
        if (auto place = mismatch(recording, program)) {
            return place;
        }
    }
    return std::nullopt;
}

std::optional<Mismatch_place> Recordings::mismatch(const Recording& recording, const std::string& program) {
    std::uint64_t before = 0; // events of the streams that are done
    try {
        const auto implementation = start_dut(dut_at(program), recording.configuration);
        Sums theirs;
        for (std::size_t next = 0, done = 0; done < recording.streams.size(); ++done) {
            while (next < recording.streams.size() && next - done < implementation->depth()) {
                implementation->start_stream(recording.streams[next++]);
            }
            implementation->finish_stream(theirs);
            const std::uint32_t count = recording.streams[done].size();
            const Sums& ours = recording.sums[done];
            const auto first =
                std::mismatch(ours.events.begin(), ours.events.begin() + count, theirs.events.begin()).first;
            const auto same = static_cast<std::uint64_t>(first - ours.events.begin());
            if (same < count || !agree(ours.last, theirs.last)) {
                return Mismatch_place{recording.file, before + std::min<std::uint64_t>(same, count - 1), ""};
            }
            before += count;
        }
    } catch (const System_error& error) {
        return Mismatch_place{recording.file, before, error.what()};
    }
    return std::nullopt;
}

} // namespace trapspec::diff::mutants
