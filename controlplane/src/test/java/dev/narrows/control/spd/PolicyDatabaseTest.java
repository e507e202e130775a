package dev.narrows.control.spd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyDatabaseTest {
    private static final Selectors ANY = Selectors.of(IpPrefix.ANY_IPV4, IpPrefix.ANY_IPV4);

    private final PolicyDatabase policies = new PolicyDatabase(List.of(), List.of(planned(0), planned(1)));

    @Test
    void shouldAddToTheEnd() {
        assertEquals(2, add(Optional.empty()));
        assertEquals(3, add(Optional.empty()));
        assertEquals(List.of(0, 1, 2, 3), ids());
    }

    @Test
    void shouldAddBeforeAnother() {
        assertEquals(2, add(Optional.of(1)));
        assertEquals(3, add(Optional.of(0)));
        assertEquals(4, add(Optional.of(2)));
        assertEquals(5, add(Optional.of(1)));
        assertEquals(List.of(3, 0, 4, 2, 5, 1), ids());
    }

    @Test
    void shouldAddToAnEmptyDatabase() {
        policies.remove(0);
        policies.remove(1);
        assertEquals(2, add(Optional.empty()));
        assertEquals(List.of(2), ids());
    }

    @Test
    void shouldNeverUseANumberAgain() {
        int added = add(Optional.empty());
        policies.remove(added);
        assertTrue(add(Optional.empty()) > added);
    }

    @Test
    void shouldRefuseWhatIsNotThere() {
        assertEquals(Code.NO_SUCH_POLICY, assertThrows(ControlException.class, () -> policies.remove(7)).code());
        assertEquals(Code.NO_SUCH_POLICY, assertThrows(ControlException.class, () -> add(Optional.of(7))).code());
        policies.remove(1);
        assertEquals(Code.NO_SUCH_POLICY, assertThrows(ControlException.class, () -> policies.remove(1)).code());
    }

    @Test
    void shouldHaveRoomForManyBeforeTheSamePolicy() {
        for (int i = 0; i < 200_000; i++) {
            add(Optional.of(1));
        }
        List<Integer> ids = ids();
        assertEquals(0, ids.getFirst());
        assertEquals(2, ids.get(1), "the first of them stays in front");
        assertEquals(1, ids.getLast());
    }

    @Test
    void shouldSayWhereThereIsNoRoom() {
        ControlException refusal = assertThrows(ControlException.class, () -> {
            int last = 1;
            for (int i = 0; i < 100; i++) {
                last = add(Optional.of(last));
            }
        });
        assertEquals(Code.NO_ROOM, refusal.code());
        assertEquals(0, ids().getFirst());
        assertEquals(1, ids().getLast());
    }

    private int add(Optional<Integer> before) {
        return policies.add(PolicyAction.DISCARD, PlannedPolicy.NO_TUNNEL, ANY, before);
    }

    private List<Integer> ids() {
        return policies.all().stream().map(PlannedPolicy::id).toList();
    }

    private static PlannedPolicy planned(int id) {
        return new PlannedPolicy(id, id * PolicyDatabase.GAP, PolicyAction.DISCARD, PlannedPolicy.NO_TUNNEL, ANY);
    }
}
