package dev.narrows.netlab;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Gives system tests the one netlab that they share, and takes it down after the last. Skips them, with the reason,
 * where there can be none. After each test, the counters of each gateway must balance.
 */
final class NetlabExtension implements ExecutionCondition, ParameterResolver, AfterEachCallback, TestWatcher {
    private static final Namespace NAMESPACE = Namespace.create(NetlabExtension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> obstacles = Netlab.obstacles();
        return obstacles.isEmpty()
            ? ConditionEvaluationResult.enabled("root, with every tool")
            : ConditionEvaluationResult.disabled("no netlab here: " + String.join(", ", obstacles));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Netlab.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return netlab(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isEmpty()) {
            netlab(context).gateways().forEach(Gateway::expectBalancedCounters);
        }
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        netlab(context).endSpawned();
        netlab(context).gateways()
            .forEach(gateway -> System.out.println("Log of " + gateway.name() + ":\n" + gateway.log()));
    }

    private static Netlab netlab(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent(Netlab.class, ignored -> new Netlab(prefix()),
            Netlab.class);
    }

    private static String prefix() {
        return Optional.ofNullable(System.getenv("NETLAB")).orElse("t" + ProcessHandle.current().pid());
    }
}
