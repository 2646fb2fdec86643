// What happened, in order, each entry under the condition that it happened: how the stores of the Symbolic domain
// change. A branch appends to its own copy; a merge keeps the common part and conjoins the branch's condition to the
// rest. Copies share their past, so they cost one pointer.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "model/domain/symbolic.hpp"

namespace trapspec::model::symbolic {

template <class Entry>
class Guarded_log {
public:
    struct Item {
        Bool guard;
        Entry entry;
        std::shared_ptr<const Item> before;
        std::size_t size;
    };

    void append(Bool guard, Entry entry) {
        if (!guard.is_literally(false)) {
            last_ = std::make_shared<const Item>(Item{guard, std::move(entry), last_, size() + 1});
        }
    }

    void clear() { last_.reset(); }
    [[nodiscard]] std::size_t size() const { return last_ ? last_->size : 0; }
    [[nodiscard]] const void* identity() const { return last_.get(); }

    /// Oldest first.
    [[nodiscard]] std::vector<const Item*> items() const { return items_after(nullptr); }

    [[nodiscard]] static Guarded_log merge(Bool condition, const Guarded_log& then, const Guarded_log& otherwise) {
        const Item* common = common_past(then.last_.get(), otherwise.last_.get());
        Guarded_log result = then;
        while (result.last_.get() != common) {
            result.last_ = result.last_->before;
        }
        for (const Item* item : then.items_after(common)) {
            result.append(condition & item->guard, item->entry);
        }
        for (const Item* item : otherwise.items_after(common)) {
            result.append((!condition) & item->guard, item->entry);
        }
        return result;
    }

private:
    static const Item* common_past(const Item* a, const Item* b) {
        while (a != b) {
            const std::size_t a_size = a ? a->size : 0;
            const std::size_t b_size = b ? b->size : 0;
            if (a_size >= b_size) {
                a = a->before.get();
            }
            if (b_size >= a_size) {
                b = b->before.get();
            }
        }
        return a;
    }

    [[nodiscard]] std::vector<const Item*> items_after(const Item* past) const {
        std::vector<const Item*> items;
        for (const Item* item = last_.get(); item != past; item = item->before.get()) {
            items.push_back(item);
        }
        return {items.rbegin(), items.rend()};
    }

    std::shared_ptr<const Item> last_;
};

} // namespace trapspec::model::symbolic
