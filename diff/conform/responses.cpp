// Sections "Response" and "Dumps".
#include <algorithm>
#include <map>

#include "diff/conform/check.hpp"
#include "diff/decode.hpp"

namespace trapspec::diff::conformance {

namespace {

using Kind = model::Event_kind;
using traces::make_event;

constexpr std::uint32_t page_bytes = 4096;

void sequence_is_echoed(const Bench& bench) {
    const auto dut = bench.start_with_guest();
    for (const std::uint32_t sequence : {7U, 7U, 0U, 0xFFFFFFFFU, 0x80000000U, 1U}) {
        wire::Request request = request_of(make_event(Kind::observe));
        request.sequence = sequence;
        (void)expect_status(*dut, request, wire::ok);
    }
}

template <class Visit>
void for_each_response(const Bench& bench, std::uint64_t seed, Visit visit) {
    const auto dut = bench.start();
    for (const Event& event : some_events(bench, seed, 150)) {
        visit(*dut, event, ask(*dut, request_of(event)));
    }
}

void unused_words_are_zero(const Bench& bench) {
    for_each_response(bench, 11, [](Dut_system&, const Event& event, const wire::Response& response) {
        std::uint32_t any = 0;
        for (std::size_t i = 53; i < wire::max_words; ++i) {
            any |= response.words[i];
        }
        for (const std::uint32_t word : response.reserved) {
            any |= word;
        }
        require(any == 0, fmt::format("after {}: a word that means nothing is not 0", model::info(event.kind).name));
    });
}

std::uint64_t mix(std::uint64_t slot, std::uint64_t gate) {
    std::uint64_t x = gate ^ slot * 0x9E3779B97F4A7C15;
    for (int round = 0; round < 2; ++round) {
        x = (x ^ x >> 32) * 0xD6E8FEB86659FD93;
    }
    return x ^ x >> 32;
}

std::uint64_t digest_of(const std::array<std::uint64_t, 256>& table) {
    std::uint64_t sum = 0;
    for (std::size_t slot = 0; slot < table.size(); ++slot) {
        sum += mix(slot, table[slot]);
    }
    return sum;
}

void digests_are_of_the_tables(const Bench& bench) {
    for_each_response(bench, 12, [](Dut_system& dut, const Event& event, const wire::Response& response) {
        if (response.status != wire::ok) {
            return;
        }
        const Tables tables = dut.tables();
        for (const auto& [name, said, table] : {std::tuple("gates_digest", digest(response.gates_digest), tables.gates),
                 std::tuple("idt_digest", digest(response.idt_digest), tables.idt)}) {
            require(said == digest_of(table),
                fmt::format("after {}: {} is {:#018x}, and that of the table as dumped {:#018x}",
                    model::info(event.kind).name,
                    name,
                    said,
                    digest_of(table)));
        }
    });
}

std::map<std::uint32_t, std::uint8_t> bytes_written(const wire::Response& response) {
    std::map<std::uint32_t, std::uint8_t> bytes;
    for (std::uint32_t i = 0; i < std::min(response.write_count, wire::max_writes); ++i) {
        const wire::Write& write = response.writes[i];
        require(write.length >= 1 && write.length <= 4, fmt::format("a write has length {}", write.length));
        for (std::uint32_t byte = 0; byte < write.length; ++byte) {
            bytes[write.address + byte] = static_cast<std::uint8_t>(write.value >> 8 * byte);
        }
    }
    return bytes;
}

void writes_are_in_memory(const Bench& bench) {
    for_each_response(bench, 13, [](Dut_system& dut, const Event& event, const wire::Response& response) {
        const auto written = bytes_written(response);
        if (written.empty() || response.write_count > wire::max_writes) {
            return;
        }
        const auto memory = dut.memory();
        for (const auto& [address, byte] : written) {
            require(address < memory.size() && memory[address] == byte,
                fmt::format("after {}: a write says that {:#x} holds {:#04x}, and memory does not",
                    model::info(event.kind).name,
                    address,
                    byte));
        }
    });
}

void tables_are_shown(const Bench& bench) {
    const auto dut = bench.start_with_guest();
    for (int times = 0; times < 3; ++times) {
        const Tables tables = dut->tables();
        require(digest_of(tables.gates) == digest_of({}) && digest_of(tables.idt) == digest_of({}),
            "a table is not empty when a Guest has just started");
        (void)expect_status(*dut, request_of(make_event(Kind::observe)), wire::ok);
    }
}

wire::Request memory_dump(std::uint32_t address, std::uint32_t length) {
    wire::Request request = request_of(make_event(Kind::observe, {address, length}));
    request.flags = wire::dump_memory;
    return request;
}

void memory_is_shown_in_parts(const Bench& bench) {
    bench.need(Dut_form::pipe);
    const auto dut = bench.start_with_guest();
    auto& pipe = dynamic_cast<Pipe_dut&>(*dut);
    const std::uint32_t end = bench.configuration().memory_pages * page_bytes;
    for (const auto& [address, length] : {std::pair{0U, end}, {end - 1, 1U}, {1U, 3U}, {end, 0U}, {0U, 0U}}) {
        (void)expect_status(*dut, memory_dump(address, length), wire::ok);
        std::vector<std::byte> bytes(length, std::byte{1});
        pipe.receive(bytes);
        require(std::all_of(bytes.begin(), bytes.end(), [](std::byte byte) { return byte == std::byte{0}; }),
            "memory is not all 0 when a Guest has just started");
    }
    (void)expect_status(*dut, request_of(make_event(Kind::observe)), wire::ok);
}

void memory_that_there_is_not(const Bench& bench) {
    const auto dut = bench.start_with_guest();
    const std::uint32_t end = bench.configuration().memory_pages * page_bytes;
    const auto refused = [&](std::uint32_t address, std::uint32_t length) {
        (void)expect_status(*dut, memory_dump(address, length), wire::bad_argument);
    };
    refused(0, end + 1);
    refused(end, 1);
    refused(0xFFFFFFFF, 1);
    refused(0xFFFFFFFF, 0xFFFFFFFF);
    if (bench.dut().form == Dut_form::ring) {
        refused(0, 4); // there, the tester has it before its eyes
    }
    wire::Request other = request_of(whole_guest(bench));
    other.flags = wire::dump_memory;
    (void)expect_status(*dut, other, wire::bad_argument);
    (void)expect_status(*dut, request_of(make_event(Kind::observe)), wire::ok);
}

} // namespace

std::vector<Check> response_checks() {
    return {
        {"Response", "has the sequence of its request", sequence_is_echoed},
        {"Response", "words that mean nothing are 0", unused_words_are_zero},
        {"Response", "a table's digest is that of the table", digests_are_of_the_tables},
        {"Response", "what the writes say is in memory", writes_are_in_memory},
        {"Dumps", "tables are shown after the response, and the next request is answered", tables_are_shown},
        {"Dumps", "memory is shown in parts", memory_is_shown_in_parts},
        {"Dumps", "bad_argument for memory that there is not, or with another kind", memory_that_there_is_not},
    };
}

} // namespace trapspec::diff::conformance
