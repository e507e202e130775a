package dev.narrows.bench.peer;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.traffic.Network;
import dev.narrows.bench.traffic.TestKey;
import dev.narrows.crypto.Algorithm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A program in C that receives, seals and sends, and does nothing else, on the devices that the others have: what a
 * gateway can hardly be faster than.
 */
public final class Floor implements Contender {
    private static final String ANSWER = "floor: ";
    private static final long SETTLE_MILLIS = 100;
    private static final long ANSWER_SECONDS = 10;
    private static final int MOST_ANSWERS = 4;

    private final String name;
    private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(MOST_ANSWERS);
    private final ChildProcess process;

    /**
     * Starts it, and halts it.
     *
     * @param name    for tables.
     * @param program what is started.
     * @param setting the devices and the key; it {@linkplain #has has} both algorithm and direction.
     * @throws IOException          where it does not start, saying why.
     * @throws InterruptedException where this thread was interrupted.
     */
    public Floor(String name, FloorProgram program, Setting setting) throws IOException, InterruptedException {
        this(name, setting, arguments(program, setting, setting.devices()));
    }

    private Floor(String name, Setting setting, List<String> command) throws IOException, InterruptedException {
        this.name = name;
        process = new ChildProcess(name, command, setting.folder().resolve("floor.log"), this::onLine);
        try {
            process.tell(keyingMaterial(setting.algorithm()));
            await();
            process.halt();
        } catch (IOException | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    /** {@return whether it does what is asked of the others} */
    public static boolean has(Algorithm algorithm, Direction direction) {
        return direction == Direction.OUTBOUND && CryptoDriver.AESNI_GCM.has(algorithm);
    }

    static List<String> arguments(FloorProgram program, Setting setting, List<String> devices) {
        List<String> command = new ArrayList<>(List.of(program.path().toString(), "-l",
            setting.controlCpu() + "," + setting.workerCpu(), "--main-lcore", Integer.toString(setting.controlCpu())));
        command.addAll(Setting.ealArguments());
        command.addAll(devices);
        command.addAll(List.of("--", Integer.toHexString(Network.OUTBOUND_SPI),
            Integer.toHexString(Network.OUTER_LOCAL), Integer.toHexString(Network.OUTER_REMOTE)));
        return command;
    }

    static String keyingMaterial(Algorithm algorithm) {
        return TestKey.hex(algorithm.keyingMaterialLength(), "");
    }

    private void onLine(String line) {
        if (line.startsWith(ANSWER)) {
            answers.add(line.substring(ANSWER.length()));
        }
    }

    private Answer await() throws IOException, InterruptedException {
        for (long i = 0; i < ANSWER_SECONDS; i++) {
            String text = answers.poll(1, TimeUnit.SECONDS);
            if (text != null) {
                return parse(text);
            }
            process.requireAlive();
        }
        throw new IOException(name + " does not answer: " + process.lastWords());
    }

    private Answer parse(String text) throws IOException {
        try {
            return Answer.parse(text);
        } catch (IOException e) {
            throw new IOException(name + " " + e.getMessage(), e);
        }
    }

    private Answer ask() throws IOException, InterruptedException {
        process.tell("count");
        return await();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double packetsPerSecond(long millis) throws IOException, InterruptedException {
        process.goOn();
        Thread.sleep(SETTLE_MILLIS);
        Answer before = ask();
        Thread.sleep(millis);
        Answer after = ask();
        process.halt();
        return after.rateSince(before);
    }

    @Override
    public boolean mayBeLeftOut() {
        return true;
    }

    @Override
    public void close() {
        process.close();
    }
}
