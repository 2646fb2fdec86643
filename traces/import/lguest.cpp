#include "traces/import/lguest.hpp"

#include <utility>

#include <fmt/format.h>

#include "traces/import/lguest_calls.hpp"
#include "traces/import/lguest_capture.hpp"

namespace trapspec::traces {

class Lguest_importer::State {
public:
    explicit State(const std::filesystem::path& file)
        : capture_(file), translator_(output_), calls_(translator_, output_), header_(capture_.header()) {
        while (!handlers_known_) { // the capture says them with its first Guest
            if (!step()) {
                capture_.fail("no default_handlers record; expected one for each Guest");
            }
        }
    }

    /// Takes one record; false at the end.
    bool step() {
        const auto record = capture_.next();
        if (!record) {
            if (!std::exchange(finished_, true)) {
                calls_.finish();
            }
            return false;
        }
        ++output_.summary.raw_records;
        ++output_.summary.raw_by_kind[record->kind];
        check(*record);
        calls_.take(*record, capture_.tag(record->guest));
        return true;
    }

    [[nodiscard]] const Header& header() const { return header_; }
    lguest::Output& output() { return output_; }

private:
    void check(const lguest::Raw_record& record) {
        if (const auto* const start = std::get_if<lguest::Guest_start>(&record.body)) {
            if (guest_ == 0) {
                header_.pfn_limit = start->pfn_limit;
                header_.mapped_pages = lguest::mapped_pages(start->pfn_limit);
            }
            guest_ = record.guest;
        } else if (record.guest != 0 && record.guest != guest_) {
            capture_.fail(fmt::format("a record of guest {} among those of guest {}", record.guest, guest_));
        }
        if (const auto* const defaults = std::get_if<lguest::Default_handlers>(&record.body)) {
            if (handlers_known_ && defaults->handlers != header_.handlers) {
                capture_.fail(
                    "the default handlers differ from those of the first guest; expected one Host boot a file");
            }
            header_.handlers = defaults->handlers;
            handlers_known_ = true;
        }
    }

    lguest::Capture capture_;
    lguest::Output output_;
    lguest::Translator translator_;
    lguest::Calls calls_;
    Header header_;
    std::uint64_t guest_ = 0;
    bool handlers_known_ = false;
    bool finished_ = false;
};

Lguest_importer::Lguest_importer(const std::filesystem::path& capture) : state_(std::make_unique<State>(capture)) {}
Lguest_importer::~Lguest_importer() = default;

const Header& Lguest_importer::header() const {
    return state_->header();
}
const Import_summary& Lguest_importer::summary() const {
    return state_->output().summary;
}

std::optional<Record> Lguest_importer::next() {
    auto& queue = state_->output().queue;
    while (queue.empty() && state_->step()) {
    }
    if (queue.empty()) {
        return std::nullopt;
    }
    std::optional<Record> record{std::move(queue.front())};
    queue.pop_front();
    return record;
}

Import_summary import_lguest(
    const std::filesystem::path& capture, const std::filesystem::path& trace, Writer_options options) {
    Lguest_importer importer(capture);
    Writer writer(trace, importer.header(), options);
    while (const auto record = importer.next()) {
        writer.write(*record);
    }
    writer.finish();
    return importer.summary();
}

} // namespace trapspec::traces
