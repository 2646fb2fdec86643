#include "diff/systems/pipe_dut.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace trapspec::diff {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint32_t page_bytes = 4096;
constexpr int pipe_bytes = 1 << 20;
constexpr std::size_t read_at_a_time = 64 * 1024;
constexpr int nap_milliseconds = 20;

template <class Record>
std::span<const std::byte> bytes_of(const Record& record) {
    return std::as_bytes(std::span(&record, 1));
}

/// Writing to a process that is gone is an error like others here, and not the end of this one.
class No_broken_pipe_signal {
public:
    No_broken_pipe_signal() {
        sigemptyset(&signal_);
        sigaddset(&signal_, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &signal_, &before_);
    }
    ~No_broken_pipe_signal() {
        constexpr timespec at_once{};
        if (sigismember(&before_, SIGPIPE) == 0) {
            while (sigtimedwait(&signal_, nullptr, &at_once) == SIGPIPE) {
            }
        }
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    No_broken_pipe_signal(const No_broken_pipe_signal&) = delete;
    No_broken_pipe_signal& operator=(const No_broken_pipe_signal&) = delete;

private:
    sigset_t signal_{};
    sigset_t before_{};
};

} // namespace

Pipe_dut::Pipe_dut(const Dut_start& start)
    : Dut_system(start), memory_bytes_(start.handshake.memory_pages * page_bytes) {
    Descriptor its_input;
    Descriptor its_output;
    make_pipe(its_input, input_end_);
    make_pipe(output_end_, its_output);
    for (const int end : {input_end_.number(), output_end_.number()}) {
        fcntl(end, F_SETFL, O_NONBLOCK);
        fcntl(end, F_SETPIPE_SZ, pipe_bytes); // fewer switches between the two; works without
    }
    spawn(start, {.input = its_input.number(), .output = its_output.number()});
    its_input.reset();
    its_output.reset();
    shake_hands(start.handshake);
}

void Pipe_dut::shake_hands(const Handshake& handshake) {
    wire::Hello hello{};
    hello.magic = handshake.magic;
    hello.version = handshake.version;
    hello.rules = handshake.rules;
    hello.syscall_vector = handshake.syscall_vector;
    hello.memory_pages = handshake.memory_pages;
    std::copy(handshake.handlers.begin(), handshake.handlers.end(), hello.handlers);
    send(bytes_of(hello));
    wire::Welcome welcome{};
    receive(std::as_writable_bytes(std::span(&welcome, 1)));
    if (welcome.magic != wire::magic) {
        fail(fmt::format(
            "does not speak the protocol: its first word is {:#010x}, not {:#010x}", welcome.magic, wire::magic));
    }
    if (welcome.ready != wire::ready) {
        refuse(welcome.ready);
    }
    if (welcome.version != wire::version) {
        fail(fmt::format("speaks version {} of the protocol; this is {}", welcome.version, wire::version));
    }
    become_ready(welcome.kinds);
}

std::size_t Pipe_dut::window() const {
    return wire::ring_slots;
}

void Pipe_dut::put(const wire::Request& request) {
    const auto bytes = bytes_of(request);
    unsent_.insert(unsent_.end(), bytes.begin(), bytes.end());
}

void Pipe_dut::submit() {
    send_what_fits();
}

wire::Response Pipe_dut::take() {
    wire::Response response;
    receive(std::as_writable_bytes(std::span(&response, 1)));
    return response;
}

void Pipe_dut::close() {
    input_end_.reset();
}

void Pipe_dut::send(std::span<const std::byte> bytes) {
    unsent_.insert(unsent_.end(), bytes.begin(), bytes.end());
    send_what_fits();
}

void Pipe_dut::send_what_fits() {
    const No_broken_pipe_signal guard;
    while (sent_ < unsent_.size()) {
        const ssize_t count = ::write(input_end_.number(), unsent_.data() + sent_, unsent_.size() - sent_);
        if (count < 0 && errno == EAGAIN) {
            return;
        }
        if (count < 0 && errno != EINTR) {
            fail("closed its standard input");
        }
        sent_ += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    }
    unsent_.clear();
    sent_ = 0;
}

std::size_t Pipe_dut::read_some(std::span<std::byte> bytes) {
    const std::size_t count = std::min(bytes.size(), unread_.size() - read_);
    std::copy_n(unread_.begin() + static_cast<std::ptrdiff_t>(read_), count, bytes.begin());
    read_ += count;
    return count;
}

void Pipe_dut::receive(std::span<std::byte> bytes) {
    const auto since = Clock::now();
    std::size_t received = read_some(bytes);
    while (received < bytes.size()) {
        unread_.resize(read_at_a_time);
        read_ = 0;
        const ssize_t count = ::read(output_end_.number(), unread_.data(), unread_.size());
        unread_.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        if (count == 0) {
            fail(received == 0
                     ? "closed its standard output"
                     : fmt::format("closed its standard output after {} of {} bytes", received, bytes.size()));
        }
        if (count < 0) {
            wait(since, received == 0 ? "answer" : "complete its answer");
        }
        received += read_some(bytes.subspan(received));
    }
}

void Pipe_dut::wait(Clock::time_point since, const char* for_what) {
    std::array<pollfd, 3> ends{{{output_end_.number(), POLLIN, 0},
        {process().complaints_descriptor(), POLLIN, 0},
        {input_end_.number(), static_cast<short>(unsent_.empty() ? 0 : POLLOUT), 0}}};
    const int some = poll(ends.data(), ends.size(), nap_milliseconds);
    const bool is_deaf = unsent_.empty() && (ends[2].revents & POLLERR) != 0;
    if (some > 0 && !unsent_.empty() && (ends[2].revents & (POLLOUT | POLLERR)) != 0) {
        send_what_fits();
    }
    if (some == 0 || (ends[0].revents & (POLLIN | POLLHUP)) == 0) {
        if (is_deaf) { // poll says so at once, each time
            poll(ends.data(), 1, nap_milliseconds);
        }
        wait_longer(since, is_deaf ? "answer after it closed its standard input" : for_what);
    }
}

bool Pipe_dut::says_more(std::chrono::milliseconds limit) {
    if (read_ < unread_.size()) {
        return true;
    }
    pollfd end{output_end_.number(), POLLIN, 0};
    return poll(&end, 1, static_cast<int>(limit.count())) > 0 && (end.revents & POLLIN) != 0;
}

Tables Pipe_dut::tables() {
    ask(wire::dump_tables);
    wire::Table_dump dump{};
    receive(std::as_writable_bytes(std::span(&dump, 1)));
    Tables tables;
    for (std::size_t slot = 0; slot < tables.gates.size(); ++slot) {
        tables.gates[slot] = std::uint64_t{dump.gates[2 * slot + 1]} << 32 | dump.gates[2 * slot];
        tables.idt[slot] = std::uint64_t{dump.idt[2 * slot + 1]} << 32 | dump.idt[2 * slot];
    }
    return tables;
}

bool Pipe_dut::copy_memory(std::uint32_t address, std::span<std::uint8_t> bytes) {
    if (ask(wire::dump_memory, address, static_cast<std::uint32_t>(bytes.size())).status != wire::ok) {
        return false;
    }
    receive(std::as_writable_bytes(bytes));
    return true;
}

std::uint32_t Pipe_dut::memory_word(std::uint32_t address) {
    std::array<std::uint8_t, 4> bytes{};
    std::uint32_t word = 0;
    if (std::uint64_t{address} + bytes.size() <= memory_bytes_ && copy_memory(address, bytes)) {
        std::memcpy(&word, bytes.data(), sizeof word);
    }
    return word;
}

std::span<const std::uint8_t> Pipe_dut::memory() {
    memory_.assign(memory_bytes_, 0);
    if (!copy_memory(0, memory_)) {
        fail("refused to show its memory");
    }
    return memory_;
}

} // namespace trapspec::diff
