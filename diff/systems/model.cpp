#include "diff/systems/model.hpp"

#include <bit>
#include <cstring>
#include <type_traits>

#include "diff/systems/event_digest.hpp"
#include "diff/validity.hpp"

namespace trapspec::diff {

namespace {

using model::Concrete;
using Machine = model::Machine<Concrete>;

static_assert(std::endian::native == std::endian::little);

void split(std::uint64_t digest, std::uint32_t (&words)[2]) {
    words[0] = static_cast<std::uint32_t>(digest);
    words[1] = static_cast<std::uint32_t>(digest >> 32);
}

/// A struct of words and flags lies in memory as the wire has it.
template <class Struct>
void put(std::uint32_t*& next, const Struct& fields) {
    static_assert(std::is_trivially_copyable_v<Struct> && std::has_unique_object_representations_v<Struct>);
    std::memcpy(next, &fields, sizeof fields);
    next += sizeof fields / sizeof *next;
}

void encode_words(const Machine& machine, std::uint32_t* words) {
    put(words, machine.regs);
    put(words, machine.cpu);
    put(words, machine.guest);
    put(words, machine.host);
    put(words, machine.outcome);
}

/// How many there were; as many as fit are in `writes`.
std::uint32_t encode_writes(const Machine& machine, wire::Write* writes) {
    const auto log = machine.memory.log();
    for (std::size_t i = 0; i < log.size() && i < wire::max_writes; ++i) {
        writes[i] = {log[i].address, log[i].length, log[i].value};
    }
    return static_cast<std::uint32_t>(log.size());
}

void encode(const Machine& machine, Snapshot& snapshot) {
    encode_words(machine, snapshot.words);
    split(machine.gates.digest(), snapshot.gates_digest);
    split(machine.idt.digest(), snapshot.idt_digest);
    snapshot.write_count = encode_writes(machine, snapshot.writes);
}

} // namespace

Configuration configuration_of(const traces::Header& header) {
    Configuration configuration;
    configuration.rules = header.rules;
    configuration.syscall_vector = header.syscall_vector;
    configuration.handlers = header.handlers;
    configuration.memory_pages = header.mapped_pages;
    return configuration;
}

Model_system::Model_system(const Configuration& configuration)
    : machine_(std::make_unique<Machine>()), memory_pages_(configuration.memory_pages) {
    const auto rules = model::rule_set_named(configuration.rules);
    if (!rules) {
        throw System_error("the model has no rule version \"" + configuration.rules + "\"");
    }
    machine_->rules = *rules;
    machine_->syscall_vector = model::Bits<Concrete, 32>::of(configuration.syscall_vector);
    machine_->memory = model::concrete::Memory(std::size_t{memory_pages_} * model::concrete::Memory::page_size);
    for (std::size_t vector = 0; vector < configuration.handlers.size(); ++vector) {
        machine_->handlers.set(
            model::Bits<Concrete, 8>::of(vector), model::Bits<Concrete, 64>::of(configuration.handlers[vector]));
    }
}

Model_system::~Model_system() = default;

void Model_system::answer(const Event& event, Snapshot& snapshot) {
    snapshot = {};
    const bool pending = machine_->cpu.hypercall_pending.host();
    const auto eax = static_cast<std::uint32_t>(machine_->regs.eax.host());
    const auto edx = static_cast<std::uint32_t>(machine_->regs.edx.host());
    if (!is_valid(event, memory_pages_) ||
        (pending && event.kind == model::Event_kind::run && pins_too_many_pages(eax, edx))) {
        snapshot.status = wire::bad_argument;
        machine_->fired.clear();
        return;
    }
    model::Event<Concrete> modelled;
    modelled.kind = event.kind;
    for (std::size_t i = 0; i < model::info(event.kind).arguments.size(); ++i) {
        modelled.arguments[i] = model::Bits<Concrete, 32>::of(event.arguments[i]);
    }
    model::step(*machine_, modelled);
    encode(*machine_, snapshot);
}

void Model_system::start(std::span<const Event> events) {
    events_ = events;
}

void Model_system::finish(std::span<Snapshot> snapshots) {
    fired_.resize(events_.size());
    for (std::size_t i = 0; i < events_.size(); ++i) {
        answer(events_[i], snapshots[i]);
        fired_[i] = machine_->fired;
    }
}

void Model_system::finish_stream(Sums& sums) {
    Machine& machine = *machine_;
    model::Event<Concrete> event;
    // The words of this event and of the one before, which is summed up only now (event_digest.hpp).
    alignas(32) std::array<std::array<std::uint32_t, wire::max_words>, 2> words{};
    std::uint64_t* unfinished = nullptr;
    std::size_t done = 0;
    const auto finish_last = [&] {
        if (unfinished != nullptr) {
            *unfinished += digest_of_words(words[(done + 1) % 2]);
            unfinished = nullptr;
        }
    };
    fired_by_stream_ = {};
    bool refused = false;
    stream_->for_each([&](model::Event_kind kind, std::span<const std::uint32_t> arguments) {
        std::uint64_t& digest = sums.events[done];
        refused = machine.cpu.hypercall_pending.host() && kind == model::Event_kind::run &&
                  pins_too_many_pages(static_cast<std::uint32_t>(machine.regs.eax.host()),
                      static_cast<std::uint32_t>(machine.regs.edx.host()));
        if (refused) {
            finish_last();
            digest = digest_of_refusal(wire::bad_argument);
            ++done;
            return;
        }
        event.kind = kind;
        // More than there are: for_each.
        std::memcpy(static_cast<void*>(event.arguments.data()), arguments.data(), sizeof event.arguments);
        model::step(machine, event);
        for (std::size_t i = 0; i < fired_by_stream_.size(); ++i) {
            fired_by_stream_[i] |= machine.fired.words()[i];
        }
        digest = digest_of_writes(machine.memory.log());
        if (stream_->sums_tables()) {
            digest += digest_of_tables(machine.gates.digest(), machine.idt.digest());
        }
        finish_last();
        encode_words(machine, words[done % 2].data());
        unfinished = &digest;
        ++done;
    });
    finish_last();
    sums.last = {};
    if (refused) {
        sums.last.status = wire::bad_argument;
    } else {
        encode(machine, sums.last);
    }
}

Tables Model_system::tables() {
    Tables tables;
    for (std::size_t slot = 0; slot < tables.gates.size(); ++slot) {
        tables.gates[slot] = machine_->gates.get(model::Bits<Concrete, 8>::of(slot)).host();
        tables.idt[slot] = machine_->idt.get(model::Bits<Concrete, 8>::of(slot)).host();
    }
    return tables;
}

std::uint32_t Model_system::memory_word(std::uint32_t address) {
    return static_cast<std::uint32_t>(machine_->memory.load<4>(model::Bits<Concrete, 32>::of(address)).host());
}

std::span<const std::uint8_t> Model_system::memory() {
    return machine_->memory.bytes();
}

} // namespace trapspec::diff
