; Can a Guest take the machine check (vector 18) away from the Host? It can: with a trap gate.
(set-info :status sat)
(declare-const g Gate)
(declare-const before Gate)
(declare-const stub (_ BitVec 32))
(define-fun installed () Gate (installed-gate #x12 (vetted g) before stub #x00000080))
(assert (present installed))
(assert (= (selector installed) #x0061))
