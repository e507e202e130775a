package dev.narrows.bench.report;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One quantity that was measured, with every sample.
 */
public final class Measurement {
    private final String subject;
    private final String quantity;
    private final String unit;
    private final Map<String, String> parameters;
    private final Starts samples;

    /**
     * A measurement.
     *
     * @param subject    what was measured, such as {@code narrows}.
     * @param quantity   such as {@code packet rate}.
     * @param unit       such as {@code packets/s}.
     * @param parameters under which it was measured.
     * @param samples    in the order in which they were taken, one at least.
     */
    public Measurement(
        String subject, String quantity, String unit, Map<String, String> parameters, double... samples) {
        this(subject, quantity, unit, parameters, Starts.single(samples.clone()));
    }

    /**
     * A measurement of something that was started more than once.
     *
     * @param subject    what was measured, such as {@code narrows}.
     * @param quantity   such as {@code packet rate}.
     * @param unit       such as {@code packets/s}.
     * @param parameters under which it was measured.
     * @param samples    of all starts.
     */
    public Measurement(
        String subject, String quantity, String unit, Map<String, String> parameters, Starts samples) {
        this.subject = subject;
        this.quantity = quantity;
        this.unit = unit;
        this.parameters = new LinkedHashMap<>(parameters);
        this.samples = samples;
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("subject", subject);
        json.put("quantity", quantity);
        json.put("unit", unit);
        json.put("parameters", parameters);
        json.put("median", samples.summary().median());
        if (samples.samples().size() > 1) {
            json.put("medians of starts", samples.medians());
        }
        json.put("samples", samples.all());
        return json;
    }
}
