package dev.narrows.bench.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CodeMapTest {
    private static final String OUTER = """
        Compiled method (c2) 1086 1644       4       dev.narrows.wire.IpHeader::parse (48 bytes)
         total in heap  [0x00007f5f13f51308,0x00007f5f13f51a98] = 1936
         main code      [0x00007f5f13f51400,0x00007f5f13f51a68] = 1640
         stub code      [0x00007f5f13f51a68,0x00007f5f13f51a80] = 24

        [Verified Entry Point]
          0x00007f5f13f51410: 8984 2400 | c0fe ff55 | 488b ec48 | 83ec 5090 | 4181 7f20 | 0100 0000 | 0f85 3006\s

          0x00007f5f13f5142c: ;*synchronization entry
                              ; - dev.narrows.wire.IpHeader::&lt;init&gt;@-1 (line 50)
          0x00007f5f13f5142c: 0000 4c8b\s

          0x00007f5f13f51478: ;*invokevirtual getByte {reexecute=0 rethrow=0 return_oop=0}
                              ; - org.agrona.UnsafeApi::getByte@5
                              ; - org.agrona.AbstractMutableDirectBuffer::getByte@23 (line 463)
                              ; - dev.narrows.wire.IpHeader::begin@21 (line 254)
                              ; - dev.narrows.wire.IpHeader::parse@4 (line 50)
          0x00007f5f13f51478: 1048 63d1\s
          0x00007f5f13f51490: ;   {runtime_call Shared Runtime ic_miss_blob}
        """;
    private static final String NEWER = """
         main code      [0x00007f5f13f51440,0x00007f5f13f51480] = 64
          0x00007f5f13f51450: ;*getfield tunnel {reexecute=0 rethrow=0 return_oop=0}
                              ; - dev.narrows.worker.OutboundStage::seal@1 (line 7)
        """;

    @Test
    void shouldTellWhatWasInlinedAtAnAddress() {
        CodeMap map = CodeMap.read(OUTER.lines());

        assertEquals(1, map.methods());
        Frame init = new Frame("dev.narrows.wire.IpHeader", "<init>", 50);
        assertEquals(Optional.of(List.of(init)), map.at(0x7f5f13f51477L));
        List<Frame> inlined = map.at(0x7f5f13f5147fL).orElseThrow();
        assertEquals(List.of("org.agrona.UnsafeApi.getByte", "org.agrona.AbstractMutableDirectBuffer.getByte:463",
            "wire.IpHeader.begin:254", "wire.IpHeader.parse:50"), inlined.stream().map(Frame::toString).toList());
    }

    @Test
    void shouldKnowNothingOutsideOfCompiledCode() {
        CodeMap map = CodeMap.read(OUTER.lines());

        assertEquals(Optional.empty(), map.at(0x7f5f13f513ffL));
        assertEquals(Optional.empty(), map.at(0x7f5f13f51a68L));
        assertEquals(Optional.of(List.of()), map.at(0x7f5f13f51410L), "a method's entry");
        assertEquals(Optional.empty(), CodeMap.read(List.<String>of().stream()).at(5));
    }

    @Test
    void shouldForgetCodeInWhosePlaceOtherCodeIs() {
        CodeMap map = CodeMap.read((OUTER + NEWER).lines());

        assertEquals(List.of("worker.OutboundStage.seal:7"),
            map.at(0x7f5f13f5147fL).orElseThrow().stream().map(Frame::toString).toList());
        assertEquals(Optional.empty(), map.at(0x7f5f13f51a00L), "the older code is gone");
    }

    @Test
    void shouldPassOverNonsense() {
        Random random = new Random(7);
        String good = OUTER + NEWER;
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int j = 0; j < 20; j++) {
                text.setCharAt(random.nextInt(text.length()), (char)(' ' + random.nextInt(95)));
            }
            CodeMap.read(text.toString().lines()).at(0x7f5f13f51478L).ifPresent(frames ->
                frames.forEach(frame -> assertEquals(frame, new Frame(frame.type(), frame.method(), frame.line()))));
        }
    }
}
