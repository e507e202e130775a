package dev.narrows.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes in SAs for certain workers, each with the one error that it must give, at its line. */
class PerWorkerConfigTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0x1012, worker: 1 | 0x1012, worker: 2 | out[2].worker | there is no worker 2; they are numbered from 0 to 1",
        "0x2001, worker: 1 | 0x2001, worker: 63 | in[0].worker | there is no worker 63; they are numbered from 0 to 1",
        "0x1012, worker: 1 | 0x1012, worker: 64 | out[2].worker | "
            + "64 is out of range; it must be a whole number from 0 to 63",
        "0x1012, worker: 1 | 0x1012, worker: -1 | out[2].worker | "
            + "-1 is out of range; it must be a whole number from 0 to 63",
        "0x1012, worker: 1 | 0x1012, worker: first | out[2].worker | is text; it must be a whole number from 0 to 63",
        "0x1012, worker: 1 | 0x1012, worker: 0 | out[2].worker | "
            + "0 is the worker of another outbound SA of the tunnel too; it must be the only one",
        "0x1012, worker: 1 | 0x1012 | out[2].worker | "
            + "is missing in another outbound SA of the tunnel too; it must be the only one",
        "0x1012, worker: 1 | 0x1011, worker: 1 | out[2].spi | "
            + "0x1011 is the SPI of another outbound SA to 192.0.2.2 too; it must be the only one",
        "0x2013, worker: 1 | 0x2012, worker: 1 | in[3].spi | "
            + "0x2012 is the SPI of another inbound SA too; it must be the only one",
        "8f9000000003 | 8f9000000002 | out[2].key | "
            + "is the key of SPI 0x1011 too; each SA and each direction must have a key of its own",
        "8f9000000007 | 8f9000000002 | in[3].key | "
            + "is the key of SPI 0x1011 too; each SA and each direction must have a key of its own",
    })
    void shouldTellLineAndKey(String from, String to, String key, String message) {
        String good = ConfigFiles.withWorkers();
        int at = good.indexOf(from);
        assertEquals(at, good.lastIndexOf(from), "it must be there once");
        String file = good.substring(0, at) + to + good.substring(at + from.length());
        assertEquals(List.of(new ConfigError(ConfigFiles.lineOf(good, from), "tunnels.to-c." + key, message)),
            errors(file));
    }

    @Test
    void shouldAskForGeneralSaBesideThoseOfWorkers() {
        String file = ConfigFiles.withWorkers();
        int from = file.indexOf("      - {spi: 0x1001");
        String without = file.substring(0, from) + file.substring(file.indexOf("      - {spi: 0x1011"));
        assertEquals(List.of(new ConfigError(ConfigFiles.lineOf(without, "    out:"), "tunnels.to-c.out",
            "has SAs of certain workers only; one without worker is needed too, for packets of workers that have "
                + "none")),
            errors(without));
    }

    @Test
    void shouldSayWhereThereIsOnlyOneWorker() {
        String file = ConfigFiles.goodWith("      spi: 0x2001\n", "      spi: 0x2001\n      worker: 1\n");
        assertEquals(List.of(new ConfigError(ConfigFiles.lineOf(file, "worker: 1"), "tunnels.to-c.in.worker",
            "there is no worker 1; there is only worker 0")), errors(file));
    }

    @Test
    void shouldRefuseListOfSomethingElse() {
        String file = ConfigFiles.GOOD + "    in: [0x1001]\n";
        assertEquals(List.of(new ConfigError(ConfigFiles.lineOf(file, "in: [0x1001]"), "tunnels.to-e.in[0]",
            "is a number; it must be a section with keys of its own")), errors(file));
    }

    private List<ConfigError> errors(String text) {
        ConfigException refused = assertThrows(ConfigException.class,
            () -> ConfigReader.read(ConfigFiles.write(directory, "narrows.yaml", text)).close());
        return refused.errors();
    }
}
