package dev.narrows.bench.gateway;

import java.util.List;

/**
 * Lets a part of a capture begin when all SAs of its packets are new.
 */
final class SaGate implements Gate {
    private final PartSa[][] sas;
    private final long[] rounds;

    /**
     * A gate before the first round.
     *
     * @param parts the SAs of each part.
     */
    SaGate(List<List<PartSa>> parts) {
        sas = parts.stream().map(part -> part.toArray(PartSa[]::new)).toArray(PartSa[][]::new);
        rounds = new long[sas.length];
    }

    @Override
    public boolean mayBegin(int part) {
        for (PartSa sa : sas[part]) {
            if (sa.renewed() <= rounds[part]) {
                return false;
            }
        }
        rounds[part]++;
        return true;
    }
}
