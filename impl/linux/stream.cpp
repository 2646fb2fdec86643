#include "impl/linux/stream.hpp"

#include "impl/core/types.hpp"
#include "impl/linux/event_digest.hpp"
#include "impl/linux/events.hpp"
#include "impl/linux/machine.hpp"
#include "impl/linux/requests.hpp"
#include "impl/linux/responses.hpp"

namespace lguest::harness {
namespace {

using trapspec::wire::Request;
using trapspec::wire::Ring;
using trapspec::wire::Status;
using trapspec::wire::Stream;

// Each word of the stream is read once: what is checked is what is used.
class Stream_reader {
public:
    explicit Stream_reader(const Stream& stream) : words_(stream.words) {}

    // False when the words do not hold another event with as many arguments as its kind has.
    bool next(Request& request) {
        if (next_ == trapspec::wire::stream_words)
            return false;
        const u32 head = *static_cast<const volatile u32*>(words_ + next_);
        ++next_;
        request.kind = head & 0xFFFF;
        const u32 count = head >> 16;
        if (request.kind >= event_kind_count || count != argument_count(static_cast<Event_kind>(request.kind)) ||
            count > trapspec::wire::stream_words - next_)
            return false;
        copy_arguments(request.arguments, words_ + next_);
        next_ += count;
        return true;
    }

private:
    // As many as the most that a kind has, the others of whatever value: a copy of known length is quicker, and past the
    // words of a stream lie its digests.
    static void copy_arguments(u32* to, const u32* from) {
        static_assert(sizeof(Stream) >= sizeof Stream::words + most_arguments * sizeof(u32));
        __builtin_memcpy(to, from, most_arguments * sizeof(u32));
        asm volatile("" : : : "memory"); // read it is, and not again
    }

    const u32* words_;
    u32 next_ = 0;
};

// The digests of a stream's events. That of an event is whole one event later (event_digest.hpp).
class Digests {
public:
    Digests(u32* places, bool with_tables) : place_(places), with_tables_(with_tables) {}

    void refused(Status status) {
        finish();
        put(digest_of_refusal(status));
    }

    void done() {
        u64 rest = digest_of_writes(machine.memory.log());
        if (with_tables_)
            rest += digest_of_tables(
                machine.gates_digest.of(machine.cpu.idt), machine.idt_digest.of(machine.cpu.pages->guest_idt));
        finish();
        now_ ^= 1;
        put_state(words_[now_], machine.cpu, machine.syscall_vector_reserved, machine.outcome);
        unfinished_ = true;
        rest_ = rest;
    }

    void finish() {
        if (unfinished_)
            put(rest_ + digest_of_words(words_[now_]));
        unfinished_ = false;
    }

private:
    void put(u64 digest) {
        place_[0] = static_cast<u32>(digest);
        place_[1] = static_cast<u32>(digest >> 32);
        place_ += 2;
    }

    u32* place_;
    bool with_tables_;
    bool unfinished_ = false;
    u32 now_ = 0;
    u64 rest_ = 0; // of the digest
    alignas(16) u32 words_[2][trapspec::wire::max_words] = {};
};

} // namespace

Status perform_stream(Ring& ring, const Request& request) {
    const u32 slot = request.arguments[0];
    const u32 count = request.arguments[1];
    const bool with_tables = (request.flags & trapspec::wire::sum_tables) != 0;
    if ((request.flags & ~u32{trapspec::wire::sum_tables}) != trapspec::wire::stream ||
        slot >= trapspec::wire::stream_slots || count > trapspec::wire::stream_events)
        return trapspec::wire::bad_argument;

    Stream& stream = ring.streams[slot];
    Stream_reader reader(stream);
    Digests digests(stream.digests, with_tables);
    Request event = {};
    Status status = machine.started ? trapspec::wire::ok : trapspec::wire::not_ready;
    for (u32 i = 0; i < count; ++i) {
        if (!reader.next(event))
            return trapspec::wire::bad_argument;
        status = perform(event);
        if (status == trapspec::wire::ok)
            digests.done();
        else
            digests.refused(status);
    }
    digests.finish();
    return status;
}

} // namespace lguest::harness
