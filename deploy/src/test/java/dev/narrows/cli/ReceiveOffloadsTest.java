package dev.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiveOffloadsTest {
    private static final String BOOT = "0d6c1f4e";

    @TempDir
    private Path directory;
    private final List<String> log = new ArrayList<>();

    @Test
    void shouldTurnOffWhatPutsPacketsTogetherAndRestoreIt() throws IOException {
        FakeDevice device = new FakeDevice("rx-gro", "rx-lro", "tx-checksum-ipv4", "rx-checksum");
        ReceiveOffloads offloads = turnOff(device);
        assertEquals(Set.of("tx-checksum-ipv4", "rx-checksum"), device.on);
        assertTrue(log.getFirst().contains("eth0") && log.getFirst().contains("rx-gro, rx-lro"), log::toString);
        offloads.close();
        assertEquals(Set.of("rx-gro", "rx-lro", "tx-checksum-ipv4", "rx-checksum"), device.on);
        assertFalse(Files.exists(file()));
    }

    @Test
    void shouldLeaveAloneWhatBreaksNothing() throws IOException {
        FakeDevice device = new FakeDevice("tx-checksum-ipv4");
        turnOff(device).close();
        assertEquals(Set.of("tx-checksum-ipv4"), device.on);
        assertEquals(List.of(), log);
    }

    @Test
    void shouldHaveTheOtherEndTakeItsPacketsApart() throws IOException {
        FakeDevice device = new FakeDevice();
        device.isPaired = true;
        ReceiveOffloads offloads = turnOff(device);
        assertEquals(1, device.segments);
        assertTrue(log.getFirst().contains("a0, the other end of eth0"), log::toString);
        offloads.close();
        assertEquals(65_535, device.segments);
    }

    @Test
    void shouldSayWhatToTypeWhereTheOtherEndCannotBeAsked() throws IOException {
        FakeDevice device = new FakeDevice();
        device.isPaired = true;
        device.isOtherEndKnown = false;
        turnOff(device).close();
        assertTrue(log.getLast().contains("ip link set dev NAME gso_max_segs 1"), log::toString);
        device.isOtherEndKnown = true;
        device.isOtherEndElsewhere = true;
        turnOff(device).close();
        assertEquals(65_535, device.segments);
        assertTrue(log.getLast().contains("ip link set dev a0 gso_max_segs 1"), log::toString);
        device.segments = 1;
        turnOff(device).close();
        assertEquals(2, log.size(), "somebody has typed it");
    }

    /** A process that is killed restores nothing; what it turned off was on before. */
    @Test
    void shouldRestoreWhatAKilledProcessTurnedOff() throws IOException {
        FakeDevice device = new FakeDevice("rx-gro");
        device.isPaired = true;
        turnOff(device);
        assertEquals(Set.of(), device.on);
        turnOff(device).close();
        assertEquals(Set.of("rx-gro"), device.on);
        assertEquals(65_535, device.segments);
    }

    @Test
    void shouldNotBelieveARecordOfAnotherBootOrInterface() throws IOException {
        FakeDevice device = new FakeDevice("rx-gro");
        turnOff(device);
        ReceiveOffloads.turnOff(List.of(device), OffloadRecord.read(file(), "another"), log::add).close();
        assertEquals(Set.of(), device.on, "off since the machine started, as far as anybody knows");

        device.on.add("rx-gro");
        turnOff(device);
        device.index = 3;
        turnOff(device).close();
        assertEquals(Set.of(), device.on, "another interface has that name now");
    }

    @Test
    void shouldTakeADamagedRecordForNone() throws IOException {
        for (String text : List.of("", "boot", "boot " + BOOT + "\neth0 2", "boot " + BOOT + "\neth0 x y z",
            "\0\n\n")) {
            Files.writeString(file(), text, StandardCharsets.UTF_8);
            FakeDevice device = new FakeDevice("rx-gro");
            turnOff(device).close();
            assertEquals(Set.of("rx-gro"), device.on);
        }
    }

    @Test
    void shouldRefuseAndRestoreWhereSomethingStaysOn() {
        FakeDevice device = new FakeDevice("rx-gro", "rx-lro");
        device.fixed.add("rx-lro");
        String message = assertThrows(StartException.class, () -> turnOff(device)).getMessage();
        assertTrue(message.contains("eth0") && message.contains("rx-lro") && !message.contains("rx-gro,"), message);
        assertEquals(Set.of("rx-gro", "rx-lro"), device.on);
        assertFalse(Files.exists(file()));
    }

    @Test
    void shouldForgetAnInterfaceThatIsGone() throws IOException {
        FakeDevice device = new FakeDevice("rx-gro");
        ReceiveOffloads offloads = turnOff(device);
        device.isThere = false;
        offloads.close();
        assertEquals(Set.of(), device.on);
        assertFalse(Files.exists(file()));
    }

    private ReceiveOffloads turnOff(FakeDevice device) throws IOException {
        return ReceiveOffloads.turnOff(List.of(device), OffloadRecord.read(file(), BOOT), log::add);
    }

    private Path file() {
        return directory.resolve("offloads");
    }
}
