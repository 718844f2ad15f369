import { describe, expect, it } from 'vitest';
import { CASCADES, effects } from './gallery.js';

describe('managers of the project', () => {
  it('start from the rows that get_queryset() gives', () => {
    expect(effects('Image.live.filter(pk=image_id).exists()')).toEqual(['read used Image [hidden=false&id=argument(image_id)]', 'read where Image.hidden [all]']);
    expect(effects('Image.objects.filter(pk=image_id).exists()')).toEqual(['read used Image [id=argument(image_id)]']);
  });

  it('have methods of their own', () => {
    expect(effects('Image.live.of_album(album_id).exists()')).toContain('read used Image [hidden=false&album_id=argument(album_id)]');
  });

  it('have the methods of a query set', () => {
    expect(effects('Image.live.ready().exists()')).toContain("read used Image [hidden=false&status='ready']");
    expect(effects('Image.chosen.ready().exists()')).toContain("read used Image [status='ready']");
    expect(effects('Image.chosen.filter(pk=image_id).ready().exists()')).toContain("read used Image [id=argument(image_id)&status='ready']");
  });

  it('of packages hand on what they are made of', () => {
    const models = `
from django.db import models
from polymorphic.managers import PolymorphicManager
from polymorphic.models import PolymorphicModel


class PlanQuerySet(models.QuerySet):
    def of(self, name):
        return self.filter(name=name)


class Plan(PolymorphicModel):
    objects: models.Manager["Plan"] = PolymorphicManager.from_queryset(PlanQuerySet)()
    name = models.CharField(max_length=10)

    def drop(self):
        raise NotImplementedError


class Weekly(Plan):
    cached = models.TextField()

    def drop(self):
        self.cached = None
        self.save(update_fields=["cached"])


Album = Cover = Image = Label = Photo = Slugged = Tag = Plan
`;
    expect(effects('from shop.models import Plan\nPlan.objects.of(word).exists()', models)).toContain('read used Plan [name=argument(word)]');
    expect(effects('from shop.models import Plan\nPlan.objects.get(pk=image_id).drop()', models)).toEqual([
      'read used Plan [id=argument(image_id)]',
      'write plain Weekly.cached [id=argument(image_id)]',
    ]);
  });
});

describe('models', () => {
  const HEAD = 'from django.db import models\n';
  const TAIL = '\nAlbum = Cover = Image = Label = Photo = Slugged = Tag = Thing\n';
  const BODY = 'from shop.models import Thing\nthing = Thing.objects.get(pk=image_id)\nprint(thing.name)';
  const READ = ['read used Thing [id=argument(image_id)]', 'read used Thing.name [id=argument(image_id)]'];

  it.each([
    ['from django.db.models import Model\n', 'Model', 'models.CharField()'],
    ['from model_utils.models import TimeStampedModel\n', 'TimeStampedModel', 'models.CharField()'],
    ['from django.contrib.gis.db import models as gis\n', 'gis.Model', 'gis.PointField()'],
    ['from phonenumber_field.modelfields import PhoneNumberField\n', 'models.Model', 'PhoneNumberField()'],
  ])('%s%s, %s', (imports, base, field) => {
    expect(effects(BODY, `${HEAD}${imports}class Thing(${base}):\n    name = ${field}\n${TAIL}`)).toEqual(READ);
  });

  it.each([
    ['from elsewhere.things import Base\n', 'Base', 'models.CharField()'],
    ['from django.db import models as other\n', 'object', 'models.CharField()'],
    ['from elsewhere.models import Base\n', 'Base', 'Base.column()'],
    ['from mongoengine import Document, StringField\n', 'Document', 'StringField()'],
  ])('not %s%s, %s', (imports, base, field) => {
    expect(effects(BODY, `${HEAD}${imports}class Thing(${base}):\n    name = ${field}\n${TAIL}`)).toEqual([]);
  });

  it('keep in one table what an abstract base declares, each in its own', () => {
    const models = `${HEAD}
class Named(models.Model):
    name = models.CharField()

    class Meta:
        abstract = True


class Thing(Named):
    pass


class Other(Named):
    pass
${TAIL}`;
    expect(effects(BODY, models)).toEqual(READ);
    expect(effects(BODY.replaceAll('Thing', 'Other'), models)).toEqual(['read used Other [id=argument(image_id)]', 'read used Other.name [id=argument(image_id)]']);
  });

  it('know their own fields', () => {
    const models = `${HEAD}
class Short(models.CharField):
    pass


class Thing(models.Model):
    code = models.CharField(primary_key=True)
    name = Short()
    parent = models.ForeignKey("self", on_delete=models.CASCADE, related_name="children")
${TAIL}`;
    expect(effects(BODY, models)).toEqual(READ);
    expect(effects('from shop.models import Thing\nThing.objects.filter(code=image_id).delete()', models)).toEqual(['delete plain Thing [id=argument(image_id)]', 'delete plain Thing [parent_id=argument(image_id)]']);
    expect(effects('from shop.models import Thing\nThing.objects.get(pk=image_id).children.filter(parent__name=word).delete()', models)).toContain(
      'delete plain Thing [parent_id=argument(image_id)&parent_id.name=argument(word)]',
    );
  });

  it('are found by name', () => {
    expect(effects('from django.apps import apps\napps.get_model("shop", "Image").objects.filter(pk=image_id).delete()')).toEqual(CASCADES);
    expect(effects('from django.apps import apps\napps.get_model("shop.Image").objects.filter(pk=image_id).delete()')).toEqual(CASCADES);
    expect(effects('from django.apps import apps\napps.get_model(word).objects.filter(pk=image_id).delete()')).toEqual([]);
  });
});

describe('models of Django itself', () => {
  const models = (base: string, imports: string): string => `
from django.conf import settings
from django.db import models
from ${imports}


class ${base}


class Cover(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)


Album = Image = Label = Photo = Slugged = Tag = Cover
`;
  const PLAIN = models('Nothing:\n    pass', 'django.contrib.auth.models import User');
  const OWN = models('User(AbstractUser):\n    nick = models.CharField()', 'django.contrib.auth.models import AbstractUser');
  const READ = ['read used User [id=argument(image_id)]', 'read used User.email [id=argument(image_id)]'];

  it('have the columns that everybody knows', () => {
    expect(effects('from django.contrib.auth.models import User\nprint(User.objects.get(pk=image_id).email)', PLAIN)).toEqual(READ);
    expect(effects('from django.contrib.auth import get_user_model\nprint(get_user_model().objects.get(pk=image_id).email)', PLAIN)).toEqual(READ);
    expect(effects('from django.contrib.auth.models import User\nuser = get_object_or_404(User, pk=image_id)\nuser.is_active = False\nuser.save(update_fields=["is_active"])', PLAIN)).toEqual([
      'read used User [id=argument(image_id)]',
      'write plain User.is_active [id=argument(image_id)]',
    ]);
  });

  it('hand them on to classes of the project', () => {
    expect(effects('from shop.models import User\nprint(User.objects.get(pk=image_id).email)', OWN)).toEqual(READ);
    expect(effects('from django.contrib.auth import get_user_model\nprint(get_user_model().objects.get(pk=image_id).nick)', OWN)).toContain('read used User.nick [id=argument(image_id)]');
  });

  it('are what foreign keys lead to', () => {
    for (const each of [PLAIN, OWN]) {
      expect(effects('print(Cover.objects.get(pk=image_id).owner.email)', each)).toContain('read used User.email [id=Cover.owner_id[id=argument(image_id)]]');
    }
  });

  it('know no other columns', () => {
    expect(effects('from django.contrib.auth.models import User\nprint(User.objects.get(pk=image_id).nick)', PLAIN)).toEqual(['read used User [id=argument(image_id)]']);
  });
});
