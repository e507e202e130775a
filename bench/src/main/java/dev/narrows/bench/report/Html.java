package dev.narrows.bench.report;

/**
 * The frame of a report that needs nothing but itself: no script, no font, no picture from anywhere.
 */
final class Html {
    private static final String STYLE = """
        :root { color-scheme: light dark; --ink: #1c1e21; --soft: #667; --line: #ccd; --page: #fff; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e6ea; --soft: #99a; --line: #445; --page: #16181c; } }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); margin: 2em auto;
          max-width: 70em; padding: 0 1em; }
        table { border-collapse: collapse; margin: 1em 0 2em; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: 600; padding: .3em 0; }
        th, td { border-bottom: 1px solid var(--line); padding: .2em .8em; text-align: right; font-weight: normal; }
        th { color: var(--soft); }
        th:first-child, td:first-child, .facts td { text-align: left; }
        svg { display: block; max-width: 100%; height: auto; margin: 1em 0; }
        svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
        svg .grid { stroke: var(--line); }
        """;

    private Html() {
    }

    /**
     * Makes text safe to stand in HTML and SVG.
     *
     * @param text anything.
     * @return the text with what is markup escaped.
     */
    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    /**
     * Makes a page.
     *
     * @param title plain text.
     * @param body  markup.
     * @return the page.
     */
    static String page(String title, String body) {
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>%s</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <style>
            %s</style></head><body>
            %s</body></html>
            """.formatted(escape(title), STYLE, body);
    }
}
