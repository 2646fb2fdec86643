; Does vetting a gate that was vetted before change it?
(set-info :status unsat)
(declare-const g Gate)
(assert (not (= (vetted (vetted g)) (vetted g))))
