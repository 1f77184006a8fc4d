import swagger from '@fastify/swagger';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { type ZodTypeProvider, jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { ZodType } from 'zod';
import type { Control } from '../control/control.ts';
import { bearerAuth } from './auth.ts';
import { changeRoutes } from './changes.ts';
import { connectorRoutes } from './connectors.ts';
import { dataRoutes } from './data.ts';
import { detectRoutes } from './detect.ts';
import { datasetRoutes } from './datasets.ts';
import { ErrorAnswer, answerError } from './errors.ts';
import { healthRoutes } from './health.ts';
import { type CatalogsOptions, catalogsServiceRoutes } from './catalogs/routes.ts';
import { EVENTS, eventRoutes, HOOK, hookRoutes } from './hooks.ts';
import { holdRoutes } from './holds.ts';
import { importRoutes } from './imports.ts';
import { metricsRoutes } from './metrics.ts';
import { driftRoutes } from './drift.ts';
import { planRoutes } from './plans.ts';
import { previewRoutes } from './previews.ts';
import { selectedRoutes } from './publications.ts';
import { runStepRoutes } from './run-steps.ts';
import { recordRoutes } from './records.ts';
import { runRoutes } from './runs.ts';
import { strictly } from './strict.ts';

/** A thousand datasets of eight kilobytes. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;
/** A request that is not here after this long is dropped: a slow sender holds no connection. */
const REQUEST_MS_MAX = 60_000;
/** The longest id, each byte of it percent-encoded. */
const PARAM_LENGTH_MAX = 512 * 3;

/** Answers are data for programs: no page may frame, cache or sniff them. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export interface ApiOptions {
  control: Control;
  /** Any of them lets in. */
  tokens: readonly string[];
  /** Key of Data Fair's hook and of its events; without it those addresses are not there. */
  hookKey?: string;
  /** Answers as Data Fair's catalogue service; without it those addresses are not there. */
  catalogs?: CatalogsOptions;
  logger?: FastifyBaseLogger;
  /** Shown in the description. */
  version?: string;
}

export type Api = ReturnType<typeof bareApi>;

/** The HTTP API over `control`; the caller lets it listen and closes it. */
export function createApi({
  control,
  tokens,
  hookKey,
  catalogs,
  logger,
  version = '0.1.0',
}: ApiOptions): Api {
  const api = bareApi(logger);
  const hooks = [HOOK, ...(catalogs === undefined ? [] : [`${catalogs.path}/datasets`])];
  const ping = catalogs === undefined ? [] : [`${catalogs.path}/ping`];
  const authorise = bearerAuth(tokens, new Set(['/healthz', EVENTS, ...hooks, ...ping]));
  api.addHook('onRequest', (request, reply, done) => {
    void reply.headers(HEADERS);
    authorise.call(api, request, reply, done);
  });
  api.setErrorHandler((error, request, reply) => answerError(error, request, reply));
  api.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      error: 'unknown',
      message: `${request.method} ${request.url} is not here: see /api/v1/openapi.json`,
      issues: [],
    }),
  );
  // Before the plugin that describes the routes, which sees them as they are then.
  api.addHook('onRoute', ({ schema }) => {
    if (schema?.response !== undefined) schema.response = { ...schema.response, default: ErrorAnswer };
  });
  void api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Navette',
        description: 'Keeps a data platform and remote catalogues in step.',
        version,
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
  });
  // Routes come after the plugin that describes them.
  void api.after(() => {
    connectorRoutes(api, control);
    selectedRoutes(api, control);
    detectRoutes(api, control);
    planRoutes(api, control);
    driftRoutes(api, control);
    datasetRoutes(api, control);
    dataRoutes(api, control);
    importRoutes(api, control);
    changeRoutes(api, control);
    if (hookKey !== undefined) {
      for (const hook of hooks) hookRoutes(api, control, hookKey, hook);
      eventRoutes(api, control, hookKey);
    }
    if (catalogs !== undefined) catalogsServiceRoutes(api, control, catalogs, version);
    runRoutes(api, control);
    runStepRoutes(api, control);
    previewRoutes(api, control);
    holdRoutes(api, control);
    recordRoutes(api, control);
    healthRoutes(api, control);
    metricsRoutes(api, control);
    api.get('/api/v1/openapi.json', { schema: { hide: true } }, () => api.swagger());
  });
  return api;
}

function bareApi(logger: FastifyBaseLogger | undefined) {
  const api = Fastify({
    ...(logger === undefined ? {} : { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX },
    frameworkErrors: (error, request, reply) => {
      void reply.headers(HEADERS);
      void answerError(error, request, reply);
    },
  }).withTypeProvider<ZodTypeProvider>();
  api.setValidatorCompiler<ZodType>(({ schema }) => (input) => {
    try {
      return { value: strictly(schema, input ?? undefined) };
    } catch (error) {
      return { error: error instanceof Error ? error : new Error(String(error)) };
    }
  });
  // What control gives was checked against the answers' schemas by the compiler; they are there to be read.
  api.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  return api;
}
