package dev.narrows.ipsecmb;

import dev.narrows.foreign.CProgram;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layouts, against the header of the ipsec-mb that is installed. */
class IpsecMbLayoutTest {
    @TempDir
    private Path directory;

    @Test
    void shouldAgreeWithTheInstalledHeader() throws IOException, InterruptedException {
        IpsecMbAbi abi = IpsecMbForTests.library().abi();
        CProgram program = new CProgram("intel-ipsec-mb.h")
                .expectFields("IMB_MGR", ImbMgr.layout())
                .expect("sizeof(struct gcm_key_data)", GcmKeyData.layout(abi).byteSize())
                .expect("sizeof(struct gcm_context_data)", GcmContextData.layout().byteSize())
                .expect("sizeof(struct chacha20_poly1305_context_data)", ChaChaContextData.layout().byteSize())
                .expect("IMB_GCM_IV_DATA_LEN", AesGcm.IV_LENGTH)
                .expect("sizeof(((struct chacha20_poly1305_context_data *) 0)->IV)", ChaCha20Poly1305.IV_LENGTH);
        for (int value = 0; !abi.architecture(value).equals("unknown"); value++) {
            program.expect("IMB_ARCH_" + abi.architecture(value).replace("none", "NONE"), value);
        }
        program.check(directory);
    }
}
