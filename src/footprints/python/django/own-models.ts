/** Models of Django's own, as far as projects work with them, read as if the project declared them: https://docs.djangoproject.com/en/stable/ref/contrib/auth/ */
import { parsePython, type PythonModule } from '../../../readers/python/module.js';
import { childIn, namedChildren, sourceOf } from '../../../readers/python/tree.js';
import type { PyClass, PyValue } from '../values.js';

const DECLARED = `
from django.db import models

class AbstractBaseUser(models.Model):
    password = models.CharField()
    last_login = models.DateTimeField()
    class Meta:
        abstract = True

class AbstractUser(AbstractBaseUser):
    username = models.CharField()
    first_name = models.CharField()
    last_name = models.CharField()
    email = models.EmailField()
    is_staff = models.BooleanField()
    is_active = models.BooleanField()
    is_superuser = models.BooleanField()
    date_joined = models.DateTimeField()
    class Meta:
        abstract = True

class User(AbstractUser):
    pass

class Group(models.Model):
    name = models.CharField()

class ContentType(models.Model):
    app_label = models.CharField()
    model = models.CharField()

class Site(models.Model):
    domain = models.CharField()
    name = models.CharField()
`;

/** The dotted paths under which each is imported, and how a foreign key names it. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  AbstractBaseUser: ['django.contrib.auth.models.AbstractBaseUser', 'django.contrib.auth.base_user.AbstractBaseUser'],
  AbstractUser: ['django.contrib.auth.models.AbstractUser'],
  User: ['django.contrib.auth.models.User', 'auth.User'],
  Group: ['django.contrib.auth.models.Group', 'auth.Group'],
  ContentType: ['django.contrib.contenttypes.models.ContentType', 'contenttypes.ContentType'],
  Site: ['django.contrib.sites.models.Site', 'sites.Site'],
};

let known: ReadonlyMap<string, PyClass> | undefined;

/** The class of Django's own under a dotted path. */
export function ownModel(path: string | undefined): PyClass | undefined {
  known ??= classesIn(parsePython('/django/models.py', DECLARED));
  return path === undefined ? undefined : known.get(path);
}

/** A class, the project's or Django's own. */
export function classIn(value: PyValue | undefined): PyClass | undefined {
  if (value?.kind === 'class') return value;
  return value?.kind === 'external' ? ownModel(value.path) : undefined;
}

export function isOwn({ module }: PyClass): boolean {
  return module.text === DECLARED;
}

function classesIn(module: PythonModule): Map<string, PyClass> {
  const classes = new Map<string, PyClass>();
  for (const node of namedChildren(module.ast)) {
    const name = node.type === 'class_definition' ? childIn(node, 'name') : undefined;
    const of: PyClass = { kind: 'class', module, node };
    for (const path of name === undefined ? [] : (PATHS[sourceOf(name, module)] ?? [])) classes.set(path, of);
  }
  return classes;
}
