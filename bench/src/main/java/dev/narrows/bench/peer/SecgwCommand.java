package dev.narrows.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How {@code ipsec-secgw} is started: one core, two ports, of which the second is not protected.
 *
 * @param peers   where it is.
 * @param setting whose SAs it has.
 * @param mode    how it processes packets.
 */
record SecgwCommand(Peers peers, Setting setting, SecgwMode mode) {
    /**
     * Writes its configuration, and tells its command line.
     *
     * @param devices    EAL's arguments for the two ports.
     * @param statistics how often they are printed, in tenths of a second, or 0.
     * @return the program and its arguments.
     * @throws IOException where the configuration cannot be written.
     */
    List<String> arguments(List<String> devices, int statistics) throws IOException {
        Path config = setting.folder().resolve(setting.algorithm().configName() + "-" + mode.fileName() + ".cfg");
        Files.writeString(config, SecgwConfig.text(setting.algorithm(), mode.way()));
        List<String> command = new ArrayList<>(Peers.lineByLine(peers.secgw()));
        command.addAll(List.of("-l", Integer.toString(setting.workerCpu())));
        command.addAll(Setting.ealArguments());
        command.addAll(devices);
        command.addAll(List.of(mode.driver().device(), "--", "-p", "0x3", "-P", "-u", "0x2", "--config",
            "(0,0,%1$d),(1,0,%1$d)".formatted(setting.workerCpu()), "-t", Integer.toString(statistics), "-f",
            config.toString()));
        if (mode.way().usesLibrary()) {
            command.add("-l");
        }
        return command;
    }
}
