; Can ring 3 raise a vector that the Guest's kernel kept for itself (DPL 0), through what the Host installs?
(set-info :status unsat)
(declare-const n (_ BitVec 8))
(declare-const g Gate)
(declare-const before Gate)
(declare-const stub (_ BitVec 32))
(assert (not (= n #x1f)))                       ; the hypercall vector is the Switcher's, and is covered below
(assert (= (dpl g) #b00))
(assert (direct-trap (concat #x000000 n) #x00000080))
(assert (can-raise (installed-gate n (vetted g) before stub #x00000080) #b11))
