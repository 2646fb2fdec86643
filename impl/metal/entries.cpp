#include "impl/metal/entries.hpp"

#include "diff/wire/metal.hpp"
#include "impl/core/guest.hpp"
#include "impl/metal/guest/shared.hpp"
#include "impl/metal/record_stream.hpp"

namespace lguest::metal {
namespace {

namespace wire = trapspec::wire::metal;

// A trap and a virtual interrupt on top of it can wait for their handlers to report.
constexpr u32 most_expected = 8;

struct Expected {
    u32 vector;
    u32 frame;
};

constinit Expected expected[most_expected] = {};
constinit u32 next_expected = 0;
constinit u32 reports_seen = 0;

bool was_expected(const Report& report) {
    for (Expected& each : expected) {
        if (each.frame == report.frame && each.vector == report.vector && report.frame != 0) {
            each = {};
            return true;
        }
    }
    return false;
}

void record(const Report& report) {
    begin_record(wire::entry);
    put_word(was_expected(report));
    put_word(report.vector);
    put_word(report.frame);
    put_word(report.frame_words);
    put_words(report.words, sizeof report.words / sizeof(u32));
    put_word(report.eflags);
    end_record();
}

} // namespace

void expect_entry(u32 vector, u32 frame) {
    expected[next_expected] = {vector, frame};
    next_expected = (next_expected + 1) % most_expected;
}

void record_entries(const Guest& guest) {
    const Report_page& page = *reinterpret_cast<const Report_page*>(guest_pointer(guest, report_page));
    const u32 lost = page.count - reports_seen > report_slots ? page.count - reports_seen - report_slots : 0;
    for (reports_seen += lost; reports_seen != page.count; ++reports_seen)
        record(page.reports[reports_seen % report_slots]);
}

} // namespace lguest::metal
