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
                .expectStruct("IMB_JOB", ImbJob.layout(abi))
                .expect("IMB_CIPHER_CBC", 1)
                .expect("IMB_CIPHER_NULL", 3)
                .expect("IMB_DIR_ENCRYPT", 1)
                .expect("IMB_DIR_DECRYPT", 2)
                .expect("IMB_KEY_128_BYTES", 16)
                .expect("IMB_KEY_256_BYTES", 32)
                .expect("IMB_AES_BLOCK_SIZE", AesCbc.BLOCK_LENGTH)
                .expect("sizeof(struct gcm_key_data)", GcmKeyData.layout(abi).byteSize())
                .expect("sizeof(struct gcm_context_data)", GcmContextData.layout().byteSize())
                .expect("sizeof(struct chacha20_poly1305_context_data)", ChaChaContextData.layout().byteSize())
                .expect("IMB_GCM_IV_DATA_LEN", AesGcm.IV_LENGTH)
                .expect("sizeof(((struct chacha20_poly1305_context_data *) 0)->IV)", ChaCha20Poly1305.IV_LENGTH);
        for (Sha2 hash : Sha2.values()) {
            program.expect("IMB_AUTH_HMAC_" + hash.name(), hash.hmacAlgorithm())
                    .expect("IMB_" + hash.name() + "_BLOCK_SIZE", hash.blockLength())
                    .expect("IMB_" + hash.name().replace("_", "") + "_DIGEST_SIZE_IN_BYTES", hash.keyLength());
        }
        for (int value = 0; !abi.architecture(value).equals("unknown"); value++) {
            program.expect("IMB_ARCH_" + abi.architecture(value).replace("none", "NONE"), value);
        }
        program.check(directory);
    }
}
