#include "cli/interrupt.hpp"

#include <csignal>

namespace trapspec::cli {

namespace {
volatile std::sig_atomic_t pressed = 0;

void note(int signal) {
    pressed = 1;
    std::signal(signal, SIG_DFL); // the second one is meant
}
} // namespace

void watch_for_interrupt() {
    std::signal(SIGINT, note);
    std::signal(SIGTERM, note);
}

bool is_interrupted() {
    return pressed != 0;
}

void stop_if_interrupted() {
    if (is_interrupted()) {
        throw Interrupted();
    }
}

} // namespace trapspec::cli
