package dev.narrows.dpdk;

import dev.narrows.foreign.GeneratedBindings;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layouts, against those that jextract has generated. */
class DpdkGeneratedLayoutTest {
    @TempDir
    private Path directory;

    @Test
    void shouldAgreeWithJextract() throws IOException, ReflectiveOperationException {
        EalForTests.assumeInstalled();
        DpdkAbi abi = Eal.abi();
        try (GeneratedBindings generated = new GeneratedBindings(directory)) {
            generated.compare(RteMbuf.layout());
            generated.compare(RteEthFpOps.layout(abi));
            generated.compare(RteEthDevInfo.layout(abi));
            generated.compare(RteEthConf.layout(abi));
            generated.compare(RteEthStats.layout());
        }
    }
}
