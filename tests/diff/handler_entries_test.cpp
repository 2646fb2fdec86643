// A Guest's handler says how it was entered: every value of that is held against the rules.
#include "diff/replay/replay.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <unistd.h>

#include "diff/replay/handler_entries.hpp"
#include "traces/writer.hpp"

namespace trapspec::diff {
namespace {

using Kind = model::Event_kind;
using traces::Cpu;
using traces::make_event;
using Words = std::vector<std::uint32_t>;

constexpr std::uint32_t trap_gate = 0xF, interrupt_gate = 0xE;
constexpr std::uint32_t stack_top = 0x9000;
constexpr std::uint32_t divide_error = 0, segment_not_present = 11, invalid_opcode = 6;
constexpr std::uint32_t user_esp = 0xBFFF0000, eip = 0x12345;

std::uint32_t handler_of(std::uint32_t vector) {
    return 0xC0010000 + 16 * vector;
}

/// A trace in memory that is written out and replayed against the model.
class Play {
public:
    explicit Play(Cpu cpu = Cpu::unnamed) {
        header_.rules = "linux-3.11";
        header_.cpu = cpu;
        header_.pfn_limit = header_.mapped_pages = 64;
        add(make_event(Kind::setup_default_idt_entries));
        add(make_event(Kind::set_stack, {0x69, stack_top, 1, 0}));
    }

    Play& add(const traces::Event& event) {
        records_.emplace_back().event = event;
        return *this;
    }
    Play& gate(std::uint32_t vector, std::uint32_t type, std::uint32_t dpl = 0) {
        const std::uint32_t handler = handler_of(vector);
        const std::uint32_t b = (handler & 0xFFFF0000) | 0x8000 | dpl << 13 | type << 8;
        return add(make_event(Kind::load_idt_entry, {vector, handler & 0xFFFF, b}))
            .add(make_event(Kind::enter_guest, {0}));
    }
    /// The Host reflects a trap of the user with error code 0.
    Play& trap(std::uint32_t vector, std::uint32_t eflags = 0x202) {
        return add(make_event(Kind::trap, {vector, 0, eip, 0x73, eflags, user_esp, 0x7B}));
    }
    Play& report(const traces::Handler_entry& entry) {
        records_.emplace_back().after.handler_entry = entry;
        return *this;
    }

    [[nodiscard]] Replay_report replayed() const {
        const auto file =
            std::filesystem::temp_directory_path() / ("handler_entries." + std::to_string(getpid()) + ".jsonl");
        traces::Writer writer(file, header_);
        for (const traces::Record& record : records_) {
            writer.write(record);
        }
        writer.finish();
        Replay_options options;
        options.against_implementation = false;
        Replay_report report = replay(file.string(), options);
        std::filesystem::remove(file);
        return report;
    }

    /// The fields that differ, in the last event.
    [[nodiscard]] std::vector<std::string> differing() const {
        std::vector<std::string> fields;
        for (const Mismatch& mismatch : replayed().mismatches) {
            EXPECT_EQ(mismatch.line, records_.size() + 1);
            for (const Difference& each : mismatch.differences) {
                fields.push_back(each.field);
            }
        }
        return fields;
    }

    traces::Header header_;
    std::vector<traces::Record> records_;
};

using Fields = std::vector<std::string>;

std::uint64_t departures(const Replay_report& report, Departure departure) {
    return report.departures[static_cast<std::size_t>(departure)];
}

traces::Handler_entry from_user(std::uint32_t vector, std::uint32_t eflags, std::uint32_t pushed) {
    return {static_cast<std::uint8_t>(vector),
        false,
        stack_top - 20,
        eflags,
        std::nullopt,
        {eip, 0x73, pushed, user_esp, 0x7B}};
}

TEST(Handler_entries, ADirectFaultFromRing3) {
    Play play;
    play.gate(divide_error, trap_gate).report(from_user(divide_error, 0x246, 0x10246));
    const Replay_report report = play.replayed();
    EXPECT_EQ(report.mismatching_events, 0U);
    EXPECT_EQ(report.handler_entries.at("direct"), 1U);
    EXPECT_EQ(report.compared_values, 6U) << "reflected, esp, eflags, and of the frame cs, eflags, ss";
    EXPECT_EQ(report.uncompared.at("handler_entry.words: the program's eip is in the report alone"), 1U);
    EXPECT_EQ(report.uncompared.at("handler_entry.words: the program's esp is in the report alone"), 1U);
}

TEST(Handler_entries, ADirectFaultFromRing1StaysOnItsStack) {
    const traces::Handler_entry report{divide_error, false, 0x1234, 0x202, std::nullopt, {eip, 0x61, 0x14302, 1, 2, 3}};
    const Play play = Play().gate(divide_error, trap_gate).report(report);
    EXPECT_EQ(play.differing(), Fields{});
    EXPECT_EQ(play.replayed().uncompared.at("handler_entry.words: above the frame"), 3U);
}

TEST(Handler_entries, AnErrorCodeMovesTheFrame) {
    traces::Handler_entry report = from_user(segment_not_present, 0x202, 0x10202);
    report.words.insert(report.words.begin(), 0xA0);
    report.esp -= 4;
    EXPECT_EQ(Play().gate(segment_not_present, trap_gate).report(report).differing(), Fields{});
    report.words[0] = 0x100A0;
    EXPECT_EQ(Play().gate(segment_not_present, trap_gate).report(report).differing(), Fields{"handler_entry.words[0]"});
    report.words[0] = 0xA0;
    report.esp += 4;
    EXPECT_EQ(Play().gate(segment_not_present, trap_gate).report(report).differing(), Fields{"handler_entry.esp"});
}

TEST(Handler_entries, IntNPushesNoErrorCodeAndAsksForTheDpl) {
    const traces::Handler_entry report = from_user(segment_not_present, 0x202, 0x202);
    EXPECT_EQ(Play().gate(segment_not_present, trap_gate, 3).report(report).differing(), Fields{});
    EXPECT_EQ(
        Play().gate(segment_not_present, trap_gate, 1).report(report).differing(), Fields{"handler_entry.words[1]"})
        << "only the kernel may raise it";
}

TEST(Handler_entries, AGateThatLeadsToTheHostIsNotDirect) {
    const traces::Handler_entry report = from_user(divide_error, 0x202, 0x10202);
    EXPECT_EQ(Play().gate(divide_error, interrupt_gate).report(report).differing(), Fields{"handler_entry.reflected"});
    EXPECT_EQ(Play().report(report).differing(), Fields{"handler_entry.reflected"});
}

TEST(Handler_entries, TheCpuStartsAHandlerWithClearFlags) {
    for (const std::uint32_t flag : {0x100U, 0x4000U}) { // TF, NT: pushed as they were
        EXPECT_EQ(
            Play().gate(divide_error, trap_gate).report(from_user(divide_error, 0x202, 0x10202 | flag)).differing(),
            Fields{});
        EXPECT_EQ(Play()
                      .gate(divide_error, trap_gate)
                      .report(from_user(divide_error, 0x202 | flag, 0x10202 | flag))
                      .differing(),
            Fields{"handler_entry.eflags"});
    }
}

TEST(Handler_entries, ADepartureIsCountedForItsCpuAlone) {
    const traces::Handler_entry fault = from_user(divide_error, 0x202, 0x202);
    const traces::Handler_entry software = from_user(0x80, 0x202, 0x10202);
    for (const auto& [report, dpl, departure] : {std::tuple{fault, 0U, Departure::fault_without_rf},
             std::tuple{software, 3U, Departure::software_interrupt_with_rf}}) {
        const auto play = [&, &report = report, &dpl = dpl](
                              Cpu cpu) { return Play(cpu).gate(report.vector, trap_gate, dpl).report(report); };
        EXPECT_EQ(play(Cpu::qemu_tcg).differing(), Fields{});
        EXPECT_EQ(departures(play(Cpu::qemu_tcg).replayed(), departure), 1U);
        EXPECT_EQ(play(Cpu::bochs).differing(), Fields{"handler_entry.words[2]"});
        EXPECT_EQ(play(Cpu::unnamed).differing(), Fields{"handler_entry.words[2]"});
    }
}

TEST(Handler_entries, NoDepartureIsNeededWhereIntNFits) {
    const traces::Handler_entry report = from_user(divide_error, 0x202, 0x202);
    const Replay_report replayed = Play(Cpu::qemu_tcg).gate(divide_error, trap_gate, 3).report(report).replayed();
    EXPECT_EQ(replayed.mismatching_events, 0U);
    EXPECT_EQ(replayed.departures, Departure_counts{});
}

TEST(Handler_entries, TooFewWordsForAnyFrame) {
    traces::Handler_entry report = from_user(divide_error, 0x202, 0x10202);
    report.words.resize(2);
    EXPECT_EQ(Play().gate(divide_error, trap_gate).report(report).differing(), Fields{"handler_entry.words: how many"});
}

traces::Handler_entry reflected(std::uint32_t vector, std::uint32_t eflags) {
    traces::Handler_entry report = from_user(vector, eflags & ~0x10000U, eflags);
    report.reflected = true;
    return report;
}

TEST(Handler_entries, AReflectedTrapKeepsTheFlagsThatPushfShows) {
    EXPECT_EQ(Play().gate(invalid_opcode, interrupt_gate).trap(6, 0x14302).report(reflected(6, 0x14302)).differing(),
        Fields{});
    traces::Handler_entry report = reflected(6, 0x14302);
    report.eflags &= ~0x100U; // as the CPU would have it
    EXPECT_EQ(Play().gate(invalid_opcode, interrupt_gate).trap(6, 0x14302).report(report).differing(),
        Fields{"handler_entry.eflags"});
}

TEST(Handler_entries, TheLastDeliveryIsReportedFirstAndOnce) {
    Play play;
    play.gate(invalid_opcode, interrupt_gate).trap(6, 0x202).trap(6, 0x206);
    play.report(reflected(6, 0x206)).report(reflected(6, 0x202));
    EXPECT_EQ(play.differing(), Fields{});
    play.report(reflected(6, 0x202));
    EXPECT_EQ(play.differing(), Fields{"handler_entry.vector"}) << "nobody delivered a third one";
}

TEST(Handler_entries, AReportOfAnotherVectorIsAgainstTheLastDelivery) {
    Play play;
    play.gate(5, interrupt_gate).gate(invalid_opcode, interrupt_gate).trap(6).report(reflected(5, 0x202));
    const Replay_report report = play.replayed();
    ASSERT_EQ(report.mismatches.size(), 1U);
    EXPECT_EQ(report.mismatches[0].differences[0].field, "handler_entry.vector");
    EXPECT_EQ(report.mismatches[0].differences[0].model, 6U);
    EXPECT_EQ(report.mismatches[0].explanation,
        "the Guest's handler of 0x5 (#BR, BOUND range exceeded) reports: entered by the Host, esp 0x8fec, eflags 0x202 "
        "(IF)");
}

TEST(Handler_entries, AFrameInAnotherPageThanItsTopMayBeElsewhere) {
    traces::Handler_entry report = reflected(6, 0x202);
    report.words[0] = 7;
    EXPECT_EQ(Play().gate(invalid_opcode, interrupt_gate).trap(6).report(report).differing(),
        Fields{"handler_entry.words[0]"})
        << "another frame would have another esp, too";
    report.words[3] = 8;
    Play play = Play().gate(invalid_opcode, interrupt_gate).trap(6).report(report);
    EXPECT_EQ(play.differing(), Fields{});
    EXPECT_EQ(departures(play.replayed(), Departure::frame_elsewhere), 2U);
    play.header_.rules = "hardened";
    EXPECT_EQ(play.differing(), (Fields{"handler_entry.words[0]", "handler_entry.words[3]"}));
}

/// What a flip of one bit of a direct report cannot be told by: FORMAT.md, "A handler's report".
bool is_in_the_report_alone(const traces::Handler_entry& report, const std::string& field, std::uint32_t bit) {
    constexpr std::uint32_t tf_and_nt = 0x4100;
    const bool user = report.words[1] == 0x73;
    return !report.reflected && (field == "words[0]" || (field == "words[3]" && user) || (field == "esp" && !user) ||
                                    (field == "words[2]" && (bit & tf_and_nt) != 0));
}

/// Of a direct report the pushed flags and those in the handler tell each other: they differ at the latter.
bool is_told_at(const Mismatch& mismatch, const std::string& field, bool direct) {
    return std::any_of(mismatch.differences.begin(), mismatch.differences.end(), [&](const Difference& each) {
        return each.field == "handler_entry." + field ||
               (direct && field == "words[2]" && each.field == "handler_entry.eflags");
    });
}

/// Flips each bit of one word of the last record's report, one at a time.
void flip_each_bit(const Play& original, const std::string& field, auto word_of) {
    for (std::uint32_t bit = 1; bit != 0; bit <<= 1) {
        Play play = original;
        traces::Handler_entry& report = *play.records_.back().after.handler_entry;
        const bool silent = is_in_the_report_alone(report, field, bit);
        word_of(report) ^= bit;
        const Replay_report replayed = play.replayed();
        ASSERT_EQ(replayed.mismatches.size(), silent ? 0U : 1U) << field << " " << bit;
        if (!silent) {
            EXPECT_EQ(replayed.mismatches[0].line, play.records_.size() + 1);
            EXPECT_TRUE(is_told_at(replayed.mismatches[0], field, !report.reflected)) << field << " " << bit;
        }
    }
}

TEST(Handler_entries, AFlippedBitIsReportedAtItsLineAndField) {
    traces::Handler_entry from_kernel{divide_error, false, 0x1234, 0x202, std::nullopt, {eip, 0x61, 0x10202}};
    for (const Play& original : {Play().gate(divide_error, trap_gate).report(from_user(divide_error, 0x202, 0x10202)),
             Play().gate(divide_error, trap_gate).report(from_kernel),
             Play().gate(invalid_opcode, interrupt_gate).trap(6).report(reflected(6, 0x202))}) {
        ASSERT_EQ(original.replayed().mismatching_events, 0U);
        flip_each_bit(original, "esp", [](auto& report) -> std::uint32_t& { return report.esp; });
        flip_each_bit(original, "eflags", [](auto& report) -> std::uint32_t& { return report.eflags; });
        const std::size_t words = original.records_.back().after.handler_entry->words.size();
        for (std::size_t i = 0; i < words; ++i) {
            flip_each_bit(original, "words[" + std::to_string(i) + "]", [i](auto& report) -> std::uint32_t& {
                return report.words[i];
            });
        }
    }
}

/// The one capture of a real lguest in which the Guest reports.
TEST(Handler_entries, EveryReportOfTheCapturesAgrees) {
    Replay_options options;
    options.against_implementation = false;
    const Replay_report report = replay(TRAPSPEC_CORPUS "/lguest-3.11/fuzz_c_vec40_tcg.jsonl.zst", options);
    EXPECT_EQ(report.mismatching_events, 0U);
    EXPECT_EQ(report.handler_entries, (std::map<std::string, std::uint64_t>{{"direct", 609}, {"reflected", 4103}}));
    EXPECT_EQ(departures(report, Departure::fault_without_rf), 186U);
    EXPECT_EQ(departures(report, Departure::software_interrupt_with_rf), 11U);
    EXPECT_EQ(departures(report, Departure::frame_elsewhere), 482U) << "words of 103 frames";
}

} // namespace
} // namespace trapspec::diff
