package dev.narrows.ipsecmb;

import dev.narrows.foreign.GeneratedBindings;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layouts, against those that jextract has generated. */
class IpsecMbGeneratedLayoutTest {
    @TempDir
    private Path directory;

    @Test
    void shouldAgreeWithJextract() throws IOException, ReflectiveOperationException {
        IpsecMbAbi abi = IpsecMbForTests.library().abi();
        try (GeneratedBindings generated = new GeneratedBindings(directory)) {
            generated.compareFields(ImbMgr.layout());
            generated.compare(ImbJob.layout(abi));
            generated.compare(GcmKeyData.layout(abi));
            generated.compare(GcmContextData.layout());
            generated.compare(ChaChaContextData.layout());
        }
    }
}
